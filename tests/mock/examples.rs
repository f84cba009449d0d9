//! Every example of the crate against the mock server.

use std::{collections::BTreeSet, process::Output, time::Duration};

use fal_sdk::mock::{Mock, start, start_with};
use fal_tests::examples::Folder;

fn text(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Returns the content of the only file with this suffix.
fn file(folder: &Folder, ending: &str) -> Vec<u8> {
    let mut files = folder.files().unwrap();
    files.retain(|name, _| name.ends_with(ending));
    assert_eq!(files.len(), 1, "{:?}", files.keys());
    files.pop_first().unwrap().1
}

/// Returns width and height from the header of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn prompts(mock: &Mock) -> Vec<String> {
    mock.jobs().iter().map(|job| job.payload["prompt"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn text_to_image_saves_the_requested_picture() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    text(&folder.run("text_to_image", &["A", "donut", "on", "a", "pier."], mock.url()).unwrap());
    assert_eq!(size(&file(&folder, ".png")), (1024, 1024));
    assert_eq!(prompts(&mock), ["A donut on a pier."]);
}

#[test]
fn errors_are_printed_in_one_line() {
    let mock = start_with(|fal| fal.fault("submit:403").unwrap()).unwrap();
    let output = Folder::new().unwrap().run("text_to_image", &[], mock.url()).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        error.starts_with("Error: ") && error.contains("Exhausted balance") && error.lines().count() == 1,
        "{error}"
    );
}

#[test]
fn kontext_uploads_a_local_image_and_saves_the_edited_one() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    std::fs::write(folder.path().join("flour.gif"), b"GIF89a flour").unwrap();
    let output = folder.run("kontext", &["Put a donut next to the flour.", "flour.gif", "2"], mock.url()).unwrap();
    assert_eq!(text(&output).lines().count(), 2, "two saved images");
    let uploads: Vec<_> = mock.requests().into_iter().filter(|request| request.body == b"GIF89a flour").collect();
    assert_eq!(uploads.len(), 1, "one upload");
    assert_eq!(uploads[0].header("authorization"), None, "uploads do not carry the API key");
    let job = &mock.jobs()[0];
    assert!(job.payload["image_url"].as_str().unwrap().starts_with(mock.url()), "{}", job.payload);
    assert_eq!(job.payload["num_images"], 2);
}

#[test]
fn image_to_video_reports_progress_and_saves_the_video() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    text(&folder.run("image_to_video", &[], mock.url()).unwrap());
    assert_eq!(file(&folder, ".mp4").get(4..8), Some(b"ftyp".as_slice()));
    assert_eq!(mock.jobs()[0].endpoint, "fal-ai/ltx-2/image-to-video");
}

#[test]
fn speech_saves_an_audio_file() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    text(&folder.run("speech", &["The kettle is on."], mock.url()).unwrap());
    let sound = file(&folder, ".wav");
    assert_eq!((&sound[..4], &sound[8..12]), (b"RIFF".as_slice(), b"WAVE".as_slice()));
}

#[test]
fn streaming_text_prints_the_full_text() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    let reply = text(&folder.run("streaming_text", &["Why?"], mock.url()).unwrap());
    assert!(reply.split_whitespace().count() > 3, "{reply}");
    assert!(mock.requests()[0].path.ends_with("openrouter/router/stream"));
}

#[test]
fn webhook_verifies_a_delivery_and_decodes_its_result() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    let output = text(&folder.run("webhook", &[], mock.url()).unwrap());
    assert!(output.lines().last().unwrap().starts_with(&format!("{}/v3.fal.media/", mock.url())), "{output}");
}

#[test]
fn fan_out_submits_every_job_once() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    let output = text(&folder.run("fan_out", &["12", "3"], mock.url()).unwrap());
    assert!(output.ends_with("12 of 12 images saved\n"), "{output}");
    assert_eq!((mock.jobs().len(), folder.files().unwrap().len()), (12, 13), "the images and the journal");
    text(&folder.run("fan_out", &["12", "3"], mock.url()).unwrap());
    assert_eq!(mock.jobs().len(), 12, "a second run submits nothing");
}

#[test]
fn fan_out_resumes_after_a_kill_without_submitting_twice() {
    // No job finishes before the program is killed, however slow the machine is.
    let mock = start_with(|fal| fal.latency(Duration::from_secs(3))).unwrap();
    let folder = Folder::new().unwrap();
    let mut killed = folder.example("fan_out", &["6", "3"], mock.url()).spawn().unwrap();
    // The example writes the request id of a job before it requests the status for the first time.
    let polled = mock.wait_for(Duration::from_secs(600), |requests| {
        let polls = requests.iter().filter(|request| request.path.contains("/status"));
        polls.map(|request| &request.path).collect::<BTreeSet<_>>().len() >= 3
    });
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(polled, "three jobs in progress");
    let output = text(&folder.run("fan_out", &["6", "3"], mock.url()).unwrap());
    assert!(output.ends_with("6 of 6 images saved\n"), "{output}");
    let mut submitted = prompts(&mock);
    submitted.sort();
    submitted.dedup();
    assert_eq!((mock.jobs().len(), submitted.len()), (6, 6));
}

#[test]
fn typed_errors_prints_every_error() {
    let (mock, folder) = (start().unwrap(), Folder::new().unwrap());
    let output = text(&folder.run("typed_errors", &[], mock.url()).unwrap());
    for message in [
        "num_images: /num_images must be at most 4, got 12",
        "violation: /prompt is required",
        "Rejected: change the request",
        "content_policy_violation",
        "Auth: check the API key",
        "Billing: top up the balance",
        "a job may exist, but its id is unknown",
        "Timeout: resume the job by its id",
    ] {
        assert!(output.contains(message), "{message}\n{output}");
    }
}
