//! Media in responses: found at any depth, with safe file names.

use fal_sdk::media;
use serde_json::json;

#[test]
fn media_are_found_at_any_depth() {
    let response = json!({
        "images": [
            {"url": "https://v3.fal.media/files/a/b.png?x=1", "content_type": "image/png", "width": 512, "height": 512.0,
             "file_name": null, "file_size": 1024.0},
            {"url": "data:image/jpeg;base64,/9j/"},
        ],
        "video": {"url": "http://x.test/v.mp4", "file_name": "my video.mp4", "file_size": 7},
        "a/b": {"~": {"url": "https://x.test/"}},
        "status_url": "https://queue.fal.run/x",
        "link": {"url": "nowhere"},
        "url": 7,
    });
    let found = media(&response);
    let mut pointers: Vec<&str> = found.iter().map(|media| media.pointer.as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/a~1b/~0", "/images/0", "/images/1", "/video"]);
    for media in &found {
        assert_eq!(response.pointer(&media.pointer).unwrap()["url"], *media.url);
    }
    let at = |pointer: &str| found.iter().find(|media| media.pointer == pointer).unwrap();
    let image = at("/images/0");
    assert_eq!((image.width, image.height, image.size), (Some(512), Some(512), Some(1024)));
    assert_eq!(image.suggested_file_name(), "b.png");
    assert_eq!(at("/images/1").suggested_file_name(), "file.jpg");
    assert_eq!(at("/video").suggested_file_name(), "my video.mp4");
    assert_eq!(at("/a~1b/~0").suggested_file_name(), "file.bin");
    assert!(!format!("{:?}", at("/images/1")).contains("9j"));
    assert!(media("https://x.test").is_empty());
}

#[test]
fn a_suggested_file_name_has_no_path() {
    let named = |name: &str| media(&json!({"url": "https://x.test/u.png", "file_name": name}))[0].suggested_file_name();
    for (name, safe) in [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/", "u.png"),
        ("..", "u.png"),
        (".bashrc", "bashrc"),
        ("a:b*c?.png", "a_b_c_.png"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("NUL .txt", "_NUL .txt"),
        ("com².txt", "_com².txt"),
        ("CON.abcdefghijklmnopqrstuvwxyz", "_CON.abcdefghijklmnopqrstuvwxyz"),
        ("COM0", "COM0"),
        ("company.txt", "company.txt"),
        ("a\n\0b. ", "a__b"),
        ("Käse 猫.webp", "Käse 猫.webp"),
    ] {
        assert_eq!(named(name), safe, "{name:?}");
    }
    let long = named(&format!("{}.png", "猫".repeat(300)));
    assert!(long.len() <= 201 && long.ends_with("猫.png"), "{long}");
    let of_url = media(&json!({"url": "https://x.test/a%2F..%2Fb.png"}));
    assert_eq!(of_url[0].suggested_file_name(), "b.png");
}

#[test]
fn no_two_files_of_a_response_have_one_name() {
    let names = |response: &serde_json::Value| {
        media(response).iter().map(fal_sdk::Media::suggested_file_name).collect::<Vec<String>>()
    };
    let inline = |byte: &str| json!({"url": format!("data:image/png;base64,{byte}")});
    assert_eq!(
        names(&json!([inline("AA=="), inline("AQ=="), inline("Ag==")])),
        ["file.png", "file-2.png", "file-3.png"]
    );
    let named = |name: &str| json!({"url": format!("https://x.test/{name}/0"), "file_name": name});
    assert_eq!(
        names(&json!([named("a.png"), named("A.png"), named("a-2.png"), named("a.png"), named("b"), named("b")])),
        ["a.png", "A-2.png", "a-2-2.png", "a-3.png", "b", "b-2"]
    );
}
