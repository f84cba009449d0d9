//! The response of a direct request before it is decoded.

use crate::{
    client::{Client, service::Service},
    http::{
        body_stream::BodyChunks,
        retry::RetryClass,
        send::{AttemptState, HttpResponse},
        sync_body::SyncBody,
    },
    rt::clock::Instant,
};

/// A successful response and what reading its body needs.
pub(crate) struct ReceivedResponse {
    pub(crate) client: Client,
    pub(crate) response: HttpResponse,
    pub(crate) attempt: AttemptState,
    pub(crate) until: Option<Instant>,
    pub(crate) service: Option<&'static Service>,
    pub(crate) class: RetryClass,
    pub(crate) start: Instant,
}

impl ReceivedResponse {
    /// Returns the unread body. A stream that sends nothing for the client's request timeout is interrupted.
    pub(crate) fn chunks(&mut self) -> BodyChunks {
        let body = self.response.stream.take().unwrap_or_else(|| SyncBody::new(Box::new(None)));
        BodyChunks::new(body).with_timeouts(Some(self.client.inner().http.request_timeout), self.until)
    }
}
