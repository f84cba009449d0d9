//! The specifications of a commit, read by the program `git`.
//!
//! Three commands whose output is made for programs (`rev-parse`, `ls-tree`, `cat-file --batch`) do it, in
//! two passes whatever the number of files, and without a checkout. A library for it would be the largest
//! dependency of the workspace (gix), or C to build (libgit2); and who asks for a revision has git.

use std::{
    fmt, io,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use fal_codegen::Source;

use super::states::Given;
use crate::sources;

/// The folder of specifications in a commit.
const FOLDER: &str = "spec/";

/// A revision that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    revision: String,
    why: String,
    cause: Option<io::Error>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read spec/ at `{}`: {}", self.revision, self.why)
    }
}

impl std::error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

/// A file of a commit.
struct Blob {
    id: String,
    name: String,
}

/// The specifications and overlays of a revision.
pub(super) fn read(root: &Path, revision: &str) -> Result<Given, Unreadable> {
    let fault = |fault: Fault| Unreadable { revision: revision.to_owned(), why: fault.why, cause: fault.cause };
    let commit = commit(root, revision).map_err(fault)?;
    let blobs = blobs(root, &commit).map_err(fault)?;
    let contents = contents(root, &blobs).map_err(fault)?;
    let sources = blobs.into_iter().zip(contents).map(|(blob, bytes)| Source::new(blob.name, bytes));
    let mut sources: Vec<Source> = sources.collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Given { name: format!("`{revision}`"), sources })
}

struct Fault {
    why: String,
    cause: Option<io::Error>,
}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Self {
        Self { why: "git does not run; folders are compared with --from and --to".to_owned(), cause: Some(cause) }
    }
}

impl From<&str> for Fault {
    fn from(why: &str) -> Self {
        Self { why: why.to_owned(), cause: None }
    }
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root).args(["--no-optional-locks", "--literal-pathspecs"]);
    command
}

/// What a command prints; its complaint as the fault.
fn printed(command: &mut Command) -> Result<Vec<u8>, Fault> {
    let ended = command.output()?;
    if ended.status.success() {
        return Ok(ended.stdout);
    }
    let complaint = String::from_utf8_lossy(&ended.stderr);
    Err(Fault::from(complaint.trim().trim_start_matches("fatal: ")))
}

/// The commit that a revision means.
fn commit(root: &Path, revision: &str) -> Result<String, Fault> {
    let wanted = format!("{revision}^{{commit}}");
    let id = printed(git(root).args(["rev-parse", "--verify", "--end-of-options", &wanted]))?;
    Ok(String::from_utf8_lossy(&id).trim().to_owned())
}

/// The files that are read of a folder are read of a commit: those of a known ending, and none that is hidden.
fn blobs(root: &Path, commit: &str) -> Result<Vec<Blob>, Fault> {
    let listed = printed(git(root).args(["ls-tree", "-r", "-z", commit, "--", FOLDER]))?;
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

/// The content of each file, in their order.
fn contents(root: &Path, blobs: &[Blob]) -> Result<Vec<Vec<u8>>, Fault> {
    let mut git = git(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let read = exchange(&mut git, blobs);
    // Its pipes are closed by now, so it ends.
    git.wait()?;
    read
}

/// Asks while it reads: git answers before all questions are put.
fn exchange(git: &mut Child, blobs: &[Blob]) -> Result<Vec<Vec<u8>>, Fault> {
    let (Some(mut questions), Some(answers)) = (git.stdin.take(), git.stdout.take()) else {
        return Err(Fault::from("git has no pipes"));
    };
    std::thread::scope(|scope| {
        // Where git ends early, the answers tell.
        scope.spawn(move || blobs.iter().try_for_each(|blob| writeln!(questions, "{}", blob.id)));
        let mut answers = BufReader::new(answers);
        blobs.iter().map(|blob| answer(&mut answers, blob)).collect()
    })
}

/// `<id> blob <size>`, a line break, the content, a line break.
fn answer(answers: &mut impl BufRead, blob: &Blob) -> Result<Vec<u8>, Fault> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size: Option<usize> = head.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
    let Some(size) = size else {
        return Err(Fault { why: format!("git has no content of {FOLDER}{}", blob.name), cause: None });
    };
    let mut content = vec![0; size];
    answers.read_exact(&mut content)?;
    answers.read_exact(&mut [0])?;
    Ok(content)
}
