//! How much of a disk folders take up.

use std::{fs, io, os::unix::fs::MetadataExt, path::Path};

/// Of the unit in which the system counts what a file takes up, whatever the disk's own.
const BLOCK: u64 = 512;

/// All that lies in the folders, in bytes. Files that are reserved and not written take up nothing.
pub fn size_of_all(folders: &[impl AsRef<Path>]) -> io::Result<u64> {
    folders.iter().map(|folder| size(folder.as_ref())).sum()
}

fn size(path: &Path) -> io::Result<u64> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_dir() {
        return Ok(metadata.blocks() * BLOCK);
    }
    fs::read_dir(path)?
        .map(|entry| match size(&entry?.path()) {
            // Databases remove files at any time.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            size => size,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_folders_count() {
        let folder = std::env::temp_dir().join(format!("chaos-bench-{}", std::process::id()));
        fs::create_dir_all(folder.join("in/it")).unwrap();
        fs::write(folder.join("in/it/file"), [1; 100_000]).unwrap();
        let size = size_of_all(&[&folder]);
        fs::remove_dir_all(&folder).unwrap();
        assert!(size.unwrap() >= 100_000);
        assert!(size_of_all(&[folder]).is_err());
    }
}
