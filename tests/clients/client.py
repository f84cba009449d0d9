"""Checks fal's Python client against the mock server, sync and async.

Started by run.sh. The published client has fixed URLs, so the transport of its HTTP library redirects requests to the server
and keeps the Host header.
"""

import asyncio
import base64
import hashlib
import http.server
import inspect
import json
import os
import queue
import tempfile
import threading
import time
import traceback

import fal_client
import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SERVER = httpx.URL(os.environ["FAL_MOCK_URL"])
HOSTS = {"queue.fal.run", "fal.run", "rest.fal.ai", "v3.fal.media"}
ENDPOINT = "fal-ai/flux/dev"
INPUT = {"prompt": "a loaf of bread", "num_images": 1}


def redirected(handle):
    def handle_request(self, request):
        if request.url.host in HOSTS:
            request.url = request.url.copy_with(scheme=SERVER.scheme, host=SERVER.host, port=SERVER.port)
        return handle(self, request)

    return handle_request


httpx.HTTPTransport.handle_request = redirected(httpx.HTTPTransport.handle_request)
httpx.AsyncHTTPTransport.handle_async_request = redirected(httpx.AsyncHTTPTransport.handle_async_request)


async def of(value):
    """Returns the value of a sync or async call."""
    return await value if inspect.isawaitable(value) else value


async def listed(events):
    """Collects a sync or async iterator."""
    return [event async for event in events] if hasattr(events, "__aiter__") else list(events)


async def refusal(value):
    """Returns the error of a call; the call is made here, because a sync client raises at once."""
    try:
        await of(value())
    except fal_client.client.FalClientHTTPError as error:
        return error
    raise AssertionError("nothing was refused")


def fetched(url):
    answer = httpx.get(url)
    assert answer.status_code == 200, answer
    return answer


def image(result):
    first = result["images"][0]
    answer = fetched(first["url"])
    assert answer.headers["content-type"].startswith("image/"), answer.headers
    assert first.get("content_type") in (None, answer.headers["content-type"]), first
    assert answer.content, "the image has bytes"
    return answer.content


async def submit_status_with_logs_and_result(client):
    handle = await of(client.submit(ENDPOINT, INPUT))
    seen = {}
    while fal_client.Completed not in seen:
        status = await of(handle.status(with_logs=True))
        seen[type(status)] = status
        time.sleep(0.02)
    assert list(seen) == [fal_client.Queued, fal_client.InProgress, fal_client.Completed], seen
    assert seen[fal_client.Queued].position == 0, seen
    done = seen[fal_client.Completed]
    assert isinstance(done.logs[0]["message"], str), done
    assert len(seen[fal_client.InProgress].logs) <= len(done.logs), seen
    assert done.metrics["inference_time"] == 0.4 and done.error is None, done
    image(await of(handle.get()))
    image(await of(client.result(ENDPOINT, handle.request_id)))


async def a_status_without_logs_has_none(client):
    handle = await of(client.submit(ENDPOINT, INPUT))
    await of(handle.get())
    status = await of(client.status(ENDPOINT, handle.request_id))
    assert isinstance(status, fal_client.Completed) and status.logs is None, status


async def subscribe_with_updates(client):
    updates, enqueued = [], []
    result = await of(
        client.subscribe(
            ENDPOINT, INPUT, with_logs=True, on_enqueue=enqueued.append, on_queue_update=updates.append
        )
    )
    assert len(enqueued) == 1, enqueued
    assert isinstance(updates[0], fal_client.Queued) and isinstance(updates[-1], fal_client.Completed), updates
    messages = [line["message"] for line in updates[-1].logs]
    assert len(messages) > 1 and len(set(messages)) == len(messages), messages
    image(result)


async def a_job_is_cancelled(client):
    handle = await of(client.submit(ENDPOINT, INPUT, headers={"x-mock-latency": "60s"}))
    await of(handle.cancel())
    status = await of(handle.status())
    assert isinstance(status, fal_client.Completed) and status.error_type == "client_cancelled", status
    error = await refusal(handle.get)
    assert error.status_code == 499, error


async def a_job_that_is_over_is_not_cancelled(client):
    handle = await of(client.submit(ENDPOINT, INPUT))
    await of(handle.get())
    error = await refusal(handle.cancel)
    assert error.status_code == 400, error
    assert error.response.json() == {"status": "ALREADY_COMPLETED"}, error.response.text


async def a_deadline_of_the_client_cancels_the_job(client):
    enqueued = []
    slow = {"x-mock-latency": "60s"}
    try:
        await of(client.subscribe(ENDPOINT, INPUT, headers=slow, client_timeout=1.5, on_enqueue=enqueued.append))
    except fal_client.client.FalClientTimeoutError:
        pass
    else:
        raise AssertionError("the deadline has passed")
    status = await of(client.status(ENDPOINT, enqueued[0]))
    assert status.error_type == "client_cancelled", status


async def run(client):
    image(await of(client.run(ENDPOINT, INPUT)))


async def the_same_seed_and_input_give_the_same_image(client):
    assert image(await of(client.run(ENDPOINT, INPUT))) == image(await of(client.run(ENDPOINT, INPUT)))


async def stream(client):
    events = await listed(client.stream(ENDPOINT, INPUT))
    assert len(events) > 1, events
    image(events[-1])


async def a_payload_that_is_refused_has_errors_by_field(client):
    wrong = {**INPUT, "num_images": 400}
    for call in (client.run, client.subscribe):
        error = await refusal(lambda: call(ENDPOINT, wrong))
        assert error.status_code == 422, error
        (fault,) = error.response.json()["detail"]
        assert fault["loc"] == ["body", "num_images"], fault
        assert (fault["type"], fault["ctx"]["le"], fault["input"]) == ("less_than_equal", 4, 400), fault


async def an_endpoint_that_nobody_knows(client):
    error = await refusal(lambda: client.run("fal-ai/no-such-thing", INPUT))
    assert error.status_code == 404 and "no-such-thing" in error.message, error


async def a_passing_fault_is_tried_again(client):
    handle = await of(client.submit(ENDPOINT, INPUT, headers={"x-mock-fault": "submit:429*1"}))
    image(await of(handle.get()))


async def upload(client):
    lifecycle = fal_client.StorageSettings(expires_in="1h")
    text = b"flour, water, salt"
    url = await of(client.upload(text, "text/plain", "dough.txt", fallback_repository=[], lifecycle=lifecycle))
    assert url.endswith("dough.txt"), url
    answer = fetched(url)
    assert (answer.content, answer.headers["content-type"]) == (text, "text/plain"), answer.headers


async def upload_by_the_older_way(client):
    url = await of(client.upload(b"flour", "text/plain", repository="fal", fallback_repository=[]))
    assert fetched(url).content == b"flour"


async def upload_of_a_file(client):
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(b"\x89PNG")
        file.flush()
        url = await of(client.upload_file(file.name, fallback_repository=[]))
    answer = fetched(url)
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png"), answer.headers


async def upload_in_parts(client):
    data = b"".join(number.to_bytes(4, "big") * (1 << 18) for number in range(101))
    url = await of(client.upload(data, "application/octet-stream"))
    assert hashlib.sha256(fetched(url).content).digest() == hashlib.sha256(data).digest()


def receiver():
    """Starts a webhook receiver; returns its URL and the queue of deliveries."""
    letters = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            letters.put((self.path, self.headers, body))

        def log_message(self, *_):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{listener.server_port}/hook?a=b%20c", letters


def is_signed(headers, body):
    header = lambda name: headers[f"x-fal-webhook-{name}"]
    digest = hashlib.sha256(body).hexdigest()
    message = "\n".join([header("request-id"), header("user-id"), header("timestamp"), digest])
    keys = httpx.get(f"{SERVER}/rest.fal.ai/.well-known/jwks.json").json()["keys"]
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(keys[0]["x"] + "=="))
    try:
        key.verify(bytes.fromhex(header("signature")), message.encode())
    except InvalidSignature:
        return False
    return abs(time.time() - int(header("timestamp"))) < 300


async def a_delivery_tells_the_result_and_is_signed(client):
    url, letters = receiver()
    handle = await of(client.submit(ENDPOINT, INPUT, webhook_url=url))
    path, headers, body = await asyncio.to_thread(letters.get, timeout=20)
    told = json.loads(body)
    assert path == "/hook?a=b%20c", path
    assert (told["status"], told["request_id"]) == ("OK", handle.request_id), told
    image(told["payload"])
    assert is_signed(headers, body), "the signature is good"
    assert not is_signed(headers, body + b" "), "and of nothing else"


CHECKS = [
    submit_status_with_logs_and_result,
    a_status_without_logs_has_none,
    subscribe_with_updates,
    a_job_is_cancelled,
    a_job_that_is_over_is_not_cancelled,
    a_deadline_of_the_client_cancels_the_job,
    run,
    the_same_seed_and_input_give_the_same_image,
    stream,
    a_payload_that_is_refused_has_errors_by_field,
    an_endpoint_that_nobody_knows,
    a_passing_fault_is_tried_again,
    upload,
    upload_by_the_older_way,
    upload_of_a_file,
    upload_in_parts,
    a_delivery_tells_the_result_and_is_signed,
]


async def main():
    clients = {"sync": fal_client.SyncClient(key="mock:mock"), "async": fal_client.AsyncClient(key="mock:mock")}
    for kind, client in clients.items():
        for check in CHECKS:
            name = f"python {kind}: {check.__name__.replace('_', ' ')}"
            try:
                await asyncio.wait_for(check(client), 60)
                print(f"passed {name}", flush=True)
            except Exception:
                print(f"FAILED {name}: {traceback.format_exc()}", flush=True)


asyncio.run(main())
# Threads of the sync client may keep polling after a deadline; do not wait for them.
os._exit(0)
