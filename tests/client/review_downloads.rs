//! Downloads from careless servers: what is not the file does not become the file, and trying has an end.

use fal_sdk::ErrorKind;
use fal_tests::server::{Server, raw};

use super::{
    given::{builder, hasty},
    uploads::path,
};

fn url(server: &Server) -> String {
    format!("{}/files/donut.png", server.url())
}

#[tokio::test]
async fn a_transfer_that_begins_anew_each_time_is_given_up() {
    // No validator, so that nothing can be gone on with, and each time more than a MiB comes before the end.
    let large = vec![b'x'; 3 << 20];
    let server = Server::start([raw(200, "image/png", large).cut_after(2 << 20).forever()]);
    let client = builder(&server.url()).retry(hasty().attempts(3)).build().unwrap();
    let error = client.download(url(&server)).to_file(path("donut.png")).await.unwrap_err();
    assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Io, 3));
}
