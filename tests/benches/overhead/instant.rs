//! A stateless server that responds immediately, so that only the work of the clients is measured.

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Starts the server on the current runtime and returns its URL.
pub async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    format!("http://{address}")
}

async fn serve(stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let responses = Responses::new();
    loop {
        let target = request(&mut reader).await?;
        writer.write_all(responses.to(&target)).await.ok()?;
    }
}

/// Reads a request and returns its target.
async fn request(reader: &mut (impl AsyncBufRead + Unpin)) -> Option<String> {
    let mut line = String::new();
    (reader.read_line(&mut line).await.ok()? > 0).then_some(())?;
    let target = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    while !line.trim_end().is_empty() {
        line.clear();
        reader.read_line(&mut line).await.ok()?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    reader.read_exact(&mut vec![0; length]).await.ok()?;
    Some(target)
}

struct Responses {
    submit_response: Vec<u8>,
    status: Vec<u8>,
    stream: Vec<u8>,
    result: Vec<u8>,
}

impl Responses {
    fn new() -> Self {
        let url = "https://queue.fal.run/fal-ai/flux-pro/requests/764cabcf-b745-4b3e-ae38-1200304cf45b";
        let submit_response = format!(
            r#"{{"status":"IN_QUEUE","request_id":"764cabcf-b745-4b3e-ae38-1200304cf45b","response_url":"{url}","status_url":"{url}/status","cancel_url":"{url}/cancel","logs":null,"metrics":{{}},"queue_position":0}}"#
        );
        let status = format!(
            r#"{{"status":"COMPLETED","request_id":"764cabcf-b745-4b3e-ae38-1200304cf45b","response_url":"{url}","logs":[],"metrics":{{"inference_time":3.25}}}}"#
        );
        let result = r#"{"images":[{"url":"https://v3.fal.media/files/penguin/donut.png","width":1024,"height":1024,"content_type":"image/jpeg"}],"timings":{"inference":3.25},"seed":2436271844,"has_nsfw_concepts":[false],"prompt":"Put a donut next to the flour."}"#;
        Self {
            submit_response: response("application/json", &submit_response),
            stream: stream(&status),
            status: response("application/json", &status),
            result: response("application/json", result),
        }
    }

    fn to(&self, target: &str) -> &[u8] {
        let path = target.split('?').next().unwrap_or_default();
        if path.ends_with("/status") {
            &self.status
        } else if path.ends_with("/status/stream") {
            &self.stream
        } else if path.contains("/requests/") {
            &self.result
        } else {
            &self.submit_response
        }
    }
}

fn response(content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\
         x-fal-request-id: 764cabcf-b745-4b3e-ae38-1200304cf45b\r\n\r\n{body}"
    )
    .into_bytes()
}

fn stream(status: &str) -> Vec<u8> {
    let event = format!("data: {status}\n\n");
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{event}\r\n0\r\n\r\n",
        event.len()
    )
    .into_bytes()
}
