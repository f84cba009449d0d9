//! Reads the specifications of a git commit with the program `git`.
//!
//! The plumbing commands `rev-parse`, `ls-tree` and `cat-file --batch` need no checkout, and their number does not
//! depend on the number of files. gix would be the largest dependency of the workspace, libgit2 needs a C compiler, and
//! everybody who names a revision has git.

use std::{
    fmt, io,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use fal_codegen::Source;

use super::inputs::SpecSnapshot;
use crate::sources::{self, LOCK};

/// Folder of the specifications in a commit.
const FOLDER: &str = "spec/";

/// The specifications of a revision could not be read.
#[derive(Debug)]
pub struct RevisionError {
    revision: String,
    message: String,
    cause: Option<io::Error>,
}

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read spec/ at `{}`: {}", self.revision, self.message)
    }
}

impl std::error::Error for RevisionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

/// A file of a commit: object id, and path relative to `spec/`.
struct Blob {
    id: String,
    name: String,
}

/// Reads the specifications and overlays of a revision.
pub(super) fn read(root: &Path, revision: &str) -> Result<SpecSnapshot, RevisionError> {
    let failed = |error: GitError| {
        let GitError { message, cause } = error;
        RevisionError { revision: revision.to_owned(), message, cause }
    };
    let commit = commit(root, revision).map_err(failed)?;
    let blobs = blobs(root, &commit).map_err(failed)?;
    let contents = contents(root, &blobs).map_err(failed)?;
    let sources = blobs.into_iter().zip(contents).map(|(blob, bytes)| Source::new(blob.name, bytes));
    let mut sources: Vec<Source> = sources.collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    let lock = output_of(git(root).args(["cat-file", "blob", &format!("{commit}:{FOLDER}{LOCK}")])).ok();
    let lock = lock.map(|lock| String::from_utf8_lossy(&lock).into_owned());
    Ok(SpecSnapshot { name: format!("`{revision}`"), sources, lock })
}

/// A git command failed.
struct GitError {
    message: String,
    cause: Option<io::Error>,
}

impl From<io::Error> for GitError {
    fn from(cause: io::Error) -> Self {
        let message = "cannot run git; compare folders with --from and --to instead";
        Self { message: message.to_owned(), cause: Some(cause) }
    }
}

impl From<&str> for GitError {
    fn from(message: &str) -> Self {
        Self { message: message.to_owned(), cause: None }
    }
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root).args(["--no-optional-locks", "--literal-pathspecs"]);
    command
}

/// Runs a command and returns its standard output, or its standard error as error message.
fn output_of(command: &mut Command) -> Result<Vec<u8>, GitError> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(GitError::from(message.trim().trim_start_matches("fatal: ")))
}

/// Resolves a revision to a commit id.
fn commit(root: &Path, revision: &str) -> Result<String, GitError> {
    let wanted = format!("{revision}^{{commit}}");
    let id = output_of(git(root).args(["rev-parse", "--verify", "--end-of-options", &wanted]))?;
    Ok(String::from_utf8_lossy(&id).trim().to_owned())
}

/// Lists the specifications and overlays of a commit, by the same rules as for a folder.
fn blobs(root: &Path, commit: &str) -> Result<Vec<Blob>, GitError> {
    let listed = output_of(git(root).args(["ls-tree", "-r", "-z", commit, "--", FOLDER]))?;
    let listed = String::from_utf8_lossy(&listed);
    let blobs = listed.split('\0').filter_map(|entry| {
        let (facts, path) = entry.split_once('\t')?;
        let (mode, rest) = facts.split_once(' ')?;
        let id = rest.strip_prefix("blob ")?;
        let name = path.strip_prefix(FOLDER)?;
        let is_file = mode.starts_with("100");
        (is_file && sources::is_source(Path::new(name)))
            .then(|| Blob { id: id.trim().to_owned(), name: name.to_owned() })
    });
    Ok(blobs.collect())
}

/// Reads the content of each blob, in order.
fn contents(root: &Path, blobs: &[Blob]) -> Result<Vec<Vec<u8>>, GitError> {
    let mut git = git(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let contents = read_blobs(&mut git, blobs);
    // `read_blobs` closed the pipes, so git exits.
    git.wait()?;
    contents
}

/// Writes the object ids while it reads the contents, because git responds before it has all ids and the pipes are
/// bounded.
fn read_blobs(git: &mut Child, blobs: &[Blob]) -> Result<Vec<Vec<u8>>, GitError> {
    let (Some(mut stdin), Some(stdout)) = (git.stdin.take(), git.stdout.take()) else {
        return Err(GitError::from("git was started without pipes"));
    };
    std::thread::scope(|scope| {
        // If git exits early, reading fails and reports it.
        scope.spawn(move || blobs.iter().try_for_each(|blob| writeln!(stdin, "{}", blob.id)));
        let mut stdout = BufReader::new(stdout);
        blobs.iter().map(|blob| read_blob(&mut stdout, blob)).collect()
    })
}

/// Reads one object of `cat-file --batch`: `ID blob SIZE`, a newline, the content, a newline.
fn read_blob(stdout: &mut impl BufRead, blob: &Blob) -> Result<Vec<u8>, GitError> {
    let mut header = String::new();
    stdout.read_line(&mut header)?;
    let size: Option<usize> = header.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
    let Some(size) = size else {
        return Err(GitError { message: format!("git returned no content for {FOLDER}{}", blob.name), cause: None });
    };
    let mut content = vec![0; size];
    stdout.read_exact(&mut content)?;
    stdout.read_exact(&mut [0])?;
    Ok(content)
}
