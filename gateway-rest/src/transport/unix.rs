//! A UNIX socket: a file that programs of this machine connect to.

use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

use super::UdsSettings;
use crate::start_error::StartError;

/// The file of a socket, which is removed with this.
#[derive(Debug)]
pub(crate) struct SocketFile {
    path: PathBuf,
    /// Which file it is: another gateway may have put its own there since.
    inode: u64,
}

/// Opens the socket. One that nobody listens on any more is replaced.
pub(crate) fn listen(settings: &UdsSettings) -> Result<(UnixListener, SocketFile), StartError> {
    let path = &settings.path;
    let cannot = |error: io::Error| StartError(format!("cannot listen on {}: {error}", path.display()));
    let mode = u32::from_str_radix(&settings.mode, 8).ok().filter(|mode| *mode <= 0o777);
    let mode = mode.ok_or_else(|| StartError(format!("uds.mode: `{}` is no octal mode of a file, such as 660", settings.mode)))?;
    remove_stale(path)?;
    let listener = UnixListener::bind(path).map_err(cannot)?;
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).map_err(cannot)?;
    let inode = std::fs::symlink_metadata(path).map_err(cannot)?.ino();
    Ok((listener, SocketFile { path: path.clone(), inode }))
}

fn remove_stale(path: &Path) -> Result<(), StartError> {
    let Ok(found) = std::fs::symlink_metadata(path) else { return Ok(()) };
    let refuse = |reason: &str| Err(StartError(format!("{} {reason}", path.display())));
    if !found.file_type().is_socket() {
        return refuse("is there already, and is no socket: choose another path with --uds");
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            std::fs::remove_file(path).map_err(|error| StartError(format!("cannot replace {}: {error}", path.display())))
        }
        _ => refuse("is in use: end the other program, or choose another path with --uds"),
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if std::fs::symlink_metadata(&self.path).is_ok_and(|found| found.ino() == self.inode) {
            // It is in nobody's way if it stays.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl SocketFile {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
