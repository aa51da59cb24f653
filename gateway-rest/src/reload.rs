//! Files that may change while the service runs: keys and certificates.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;

/// How often they are looked at.
const EVERY: Duration = Duration::from_secs(2);

/// Reads them again, as long as it is polled.
pub(crate) async fn forever(app: Arc<App>) {
    let mut times = tokio::time::interval(EVERY);
    times.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        times.tick().await;
        let app = Arc::clone(&app);
        // A file may be on a disk that is slow.
        let read = tokio::task::spawn_blocking(move || {
            if let Some(auth) = &app.auth {
                auth.reload();
            }
            if let Some(tls) = &app.tls {
                tls.reload();
            }
        });
        if let Err(error) = read.await {
            tracing::error!("files could not be read again: {error}");
        }
    }
}
