//! The folder in which the compiled runtime is cached.
//!
//! It is native code that the executor loads without a check: whoever can write to the folder can run code in the
//! node. So it is only used if nobody but this user and root can: it belongs to the user, is closed to everybody
//! else, and all folders above it are such that nobody else can replace it.

use std::{
    env,
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

const LOG_TARGET: &str = "runtime-cache";

/// Only the user may enter.
const PRIVATE: u32 = 0o700;

/// Who else may write: the group, and everybody. In a folder that is sticky, such as `/tmp`, nobody can remove or
/// rename what belongs to others.
const OTHERS_WRITE: u32 = 0o022;
const STICKY: u32 = 0o1000;

const ROOT: u32 = 0;

/// The folder, if it can be trusted.
pub fn folder() -> Option<PathBuf> {
    // SAFETY: it has no conditions, and can't fail.
    let user = unsafe { libc::geteuid() };
    let folder = user_cache()?.join("chaos").join("wasm");
    prepare(&folder, user)
        .inspect_err(|why| {
            log::warn!(
                target: LOG_TARGET,
                "The compiled runtime is not cached, so the next start will take longer: {why}",
            )
        })
        .ok()
}

/// The user's folder for what can be made again (XDG Base Directory Specification).
fn user_cache() -> Option<PathBuf> {
    let folder = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
}

/// Create `folder` if needed, and close it to everybody but `user`. Returns its path without symbolic links, or why it
/// cannot be trusted.
fn prepare(folder: &Path, user: u32) -> Result<PathBuf, String> {
    let explain = |path: &Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let make = || -> io::Result<PathBuf> {
        DirBuilder::new()
            .recursive(true)
            .mode(PRIVATE)
            .create(folder)?;
        folder.canonicalize()
    };
    let real = make().map_err(|error| explain(folder, &error))?;
    for part in real.ancestors() {
        let found = fs::metadata(part).map_err(|error| explain(part, &error))?;
        let flaw = if part == real {
            flaw_of_folder(found.uid(), found.mode(), user)
        } else {
            flaw_of_parent(found.uid(), found.mode(), user)
        };
        if let Some(flaw) = flaw {
            return Err(explain(part, &flaw));
        }
    }
    fs::set_permissions(&real, Permissions::from_mode(PRIVATE))
        .map_err(|error| explain(&real, &error))?;
    Ok(real)
}

/// Why others than `user` may have put something into a folder.
fn flaw_of_folder(owner: u32, mode: u32, user: u32) -> Option<&'static str> {
    if owner != user {
        Some("it belongs to another user")
    } else if mode & OTHERS_WRITE != 0 {
        Some("others than its owner may write to it")
    } else {
        None
    }
}

/// Why others than `user` and root may put something else in the place of what is in a folder.
fn flaw_of_parent(owner: u32, mode: u32, user: u32) -> Option<&'static str> {
    let owner = if owner == ROOT { user } else { owner };
    let mode = if mode & STICKY != 0 {
        mode & !OTHERS_WRITE
    } else {
        mode
    };
    flaw_of_folder(owner, mode, user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use tempfile::TempDir;

    const ME: u32 = 1000;
    const ANOTHER: u32 = 1001;

    /// A folder to try things in, and whose it is.
    fn home() -> (TempDir, PathBuf, u32) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().canonicalize().unwrap();
        let user = path.metadata().unwrap().uid();
        (home, path, user)
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_is_made_is_the_users_alone() {
        let (_home, home, user) = home();
        let folder = home.join("chaos/wasm");
        assert_eq!(prepare(&folder, user), Ok(folder.clone()));
        assert_eq!(mode(&folder), PRIVATE);
        assert_eq!(mode(&home.join("chaos")), PRIVATE);
    }

    #[test]
    fn what_was_there_is_shut_to_others() {
        let (_home, home, user) = home();
        let folder = home.join("wasm");
        fs::create_dir(&folder).unwrap();
        set_mode(&folder, 0o755);
        assert_eq!(prepare(&folder, user), Ok(folder.clone()));
        assert_eq!(mode(&folder), PRIVATE);
    }

    #[test]
    fn a_folder_that_others_may_write_to_is_not_used_and_stays_as_it_is() {
        let (_home, home, user) = home();
        let folder = home.join("wasm");
        fs::create_dir(&folder).unwrap();
        for open in [0o770, 0o702, 0o777, 0o1777] {
            set_mode(&folder, open);
            let error = prepare(&folder, user).unwrap_err();
            assert_eq!(
                error,
                format!(
                    "{}: others than its owner may write to it",
                    folder.display()
                )
            );
            assert_eq!(mode(&folder), open);
        }
    }

    #[test]
    fn nor_is_one_that_others_may_replace() {
        let (_home, home, user) = home();
        let parent = home.join("chaos");
        fs::create_dir(&parent).unwrap();
        set_mode(&parent, 0o777);
        let error = prepare(&parent.join("wasm"), user).unwrap_err();
        assert!(error.starts_with(&format!("{}: others", parent.display())));

        // As in /tmp, where nobody may.
        set_mode(&parent, 0o1777);
        assert!(prepare(&parent.join("wasm"), user).is_ok());
    }

    #[test]
    fn a_link_is_followed_before_it_is_judged() {
        let (_home, home, user) = home();
        let open = home.join("open");
        fs::create_dir_all(open.join("wasm")).unwrap();
        symlink(open.join("wasm"), home.join("link")).unwrap();
        assert_eq!(prepare(&home.join("link"), user), Ok(open.join("wasm")));
        set_mode(&open, 0o777);
        assert!(prepare(&home.join("link"), user).is_err());
    }

    #[test]
    fn what_belongs_to_another_user_is_not_used() {
        let (_home, home, user) = home();
        let folder = home.join("wasm");
        let error = prepare(&folder, user + 1).unwrap_err();
        assert_eq!(
            error,
            format!("{}: it belongs to another user", folder.display())
        );
        assert!(flaw_of_folder(ANOTHER, PRIVATE, ME).is_some());
        assert!(flaw_of_folder(ROOT, PRIVATE, ME).is_some());
        assert!(flaw_of_folder(ME, PRIVATE, ME).is_none());
    }

    #[test]
    fn parents_are_the_users_or_roots() {
        for (owner, mode, is_good) in [
            (ME, 0o755, true),
            (ROOT, 0o755, true),
            (ROOT, 0o1777, true),
            (ANOTHER, 0o755, false),
            // Its owner is not bound by the sticky bit.
            (ANOTHER, 0o1777, false),
            (ROOT, 0o777, false),
            (ME, 0o775, false),
        ] {
            assert_eq!(flaw_of_parent(owner, mode, ME).is_none(), is_good);
        }
    }

    #[test]
    fn a_file_in_its_place_is_an_error() {
        let (_home, home, user) = home();
        let file = home.join("wasm");
        fs::write(&file, "").unwrap();
        let error = prepare(&file, user).unwrap_err();
        assert!(error.starts_with(&file.display().to_string()));
    }
}
