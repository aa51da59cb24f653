"""csp-gateway with one channel that ticks only when somebody sends, as `cargo run --bin fanout` is: for the program `load`.

    python csp_gateway_stream.py 8001

csp-gateway 3.0.0 from PyPI.
"""

import sys

import csp
from csp import ts
from csp_gateway import (
    Gateway,
    GatewayChannels,
    GatewayModule,
    GatewaySettings,
    GatewayStruct,
    MountRestRoutes,
    MountWebSocketRoutes,
)


class Example(GatewayStruct):
    x: int
    y: str = ""
    z: str = ""
    data: list[float] = []


class Channels(GatewayChannels):
    example: ts[Example] = None


class Sink(GatewayModule):
    def connect(self, channels):
        channels.add_send_channel(Channels.example)
        csp.add_graph_output("count", csp.count(channels.get_channel(Channels.example)), tick_count=1)


if __name__ == "__main__":
    settings = GatewaySettings(PORT=int(sys.argv[1]), BIND="127.0.0.1")
    modules = [Sink(), MountRestRoutes(force_mount_all=True), MountWebSocketRoutes()]
    Gateway(modules=modules, channels=Channels(), settings=settings).start(rest=True, ui=False)
