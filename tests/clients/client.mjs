// Checks fal's JavaScript client against the mock server. Started by run.sh.
//
// The client has fixed URLs, so its option `requestMiddleware` redirects requests to the server.

import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";
import { ApiError, ValidationError, createFalClient } from "@fal-ai/client";

const server = process.env.FAL_MOCK_URL;
const fal = createFalClient({
  credentials: "mock:mock",
  requestMiddleware: async (request) => ({ ...request, url: request.url.replace("https://", `${server}/`) }),
});

const ENDPOINT = "fal-ai/flux/dev";
const EDIT = "fal-ai/flux/dev/image-to-image";
const input = { prompt: "a loaf of bread", num_images: 1 };

const checks = [];
const check = (name, run) => checks.push([name, run]);

/** What an error of the client is, or a failure where there is none. */
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}

/** The first image of a result, fetched. */
async function image(result) {
  const { url, content_type: type } = result.images[0];
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^image\//);
  if (type) assert.equal(answer.headers.get("content-type"), type);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.ok(bytes.length > 0, "the image has bytes");
  return bytes;
}

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
const fetched = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

check("submit, status with logs, and result", async () => {
  const ticket = await fal.queue.submit(ENDPOINT, { input });
  assert.equal(ticket.status, "IN_QUEUE");
  assert.equal(ticket.queue_position, 1);
  assert.ok(ticket.response_url.endsWith(`/fal-ai/flux/requests/${ticket.request_id}`), ticket.response_url);
  const { request_id: requestId } = ticket;
  const seen = new Map();
  while (!seen.has("COMPLETED")) {
    const status = await fal.queue.status(ENDPOINT, { requestId, logs: true });
    assert.equal(status.request_id, requestId);
    seen.set(status.status, status);
    await new Promise((wake) => setTimeout(wake, 20));
  }
  assert.deepEqual([...seen.keys()], ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
  const done = seen.get("COMPLETED");
  assert.equal(typeof done.logs[0].message, "string");
  assert.ok(seen.get("IN_PROGRESS").logs.length <= done.logs.length);
  assert.equal(done.metrics.inference_time, 0.4);
  const result = await fal.queue.result(ENDPOINT, { requestId });
  assert.equal(result.requestId, requestId);
  await image(result.data);
});

check("a status without logs has none", async () => {
  const { request_id: requestId } = await fal.queue.submit(ENDPOINT, { input });
  await fal.queue.subscribeToStatus(ENDPOINT, { requestId, pollInterval: 50 });
  const status = await fal.queue.status(ENDPOINT, { requestId });
  assert.equal(status.status, "COMPLETED");
  assert.equal(status.logs ?? null, null);
});

for (const mode of ["polling", "streaming"]) {
  check(`subscribe with updates by ${mode}`, async () => {
    const updates = [];
    let enqueued;
    const result = await fal.subscribe(ENDPOINT, {
      input,
      mode,
      logs: true,
      ...(mode === "polling" && { pollInterval: 50 }),
      onEnqueue: (id) => (enqueued = id),
      onQueueUpdate: (update) => updates.push(update),
    });
    assert.equal(result.requestId, enqueued);
    const words = [...new Set(updates.map((update) => update.status))];
    assert.deepEqual(words, ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
    const messages = updates.at(-1).logs.map((line) => line.message);
    assert.ok(messages.length > 1);
    assert.equal(new Set(messages).size, messages.length, "each line is told once");
    await image(result.data);
  });
}

check("the stream of a status ends with the job", async () => {
  const { request_id: requestId } = await fal.queue.submit(ENDPOINT, { input });
  const stream = await fal.queue.streamStatus(ENDPOINT, { requestId, logs: true });
  const words = [];
  for await (const status of stream) words.push(status.status);
  assert.equal(words[0], "IN_QUEUE");
  assert.equal(words.at(-1), "COMPLETED");
  assert.equal((await stream.done()).status, "COMPLETED");
});

check("a job is cancelled", async () => {
  const slow = { input, headers: { "x-mock-latency": "60s" } };
  const { request_id: requestId } = await fal.queue.submit(ENDPOINT, slow);
  await fal.queue.cancel(ENDPOINT, { requestId });
  const status = await fal.queue.status(ENDPOINT, { requestId });
  assert.equal(status.status, "COMPLETED");
  assert.equal(status.error_type, "client_cancelled");
  const error = await refusal(fal.queue.result(ENDPOINT, { requestId }));
  assert.ok(error instanceof ApiError);
  assert.equal(error.status, 499);
  assert.equal(error.requestId, requestId);
});

check("a job that is over is not cancelled", async () => {
  const { requestId } = await fal.subscribe(ENDPOINT, { input, pollInterval: 50 });
  const error = await refusal(fal.queue.cancel(ENDPOINT, { requestId }));
  assert.equal(error.status, 400);
  assert.equal(error.body.status, "ALREADY_COMPLETED");
});

check("a job that nobody knows", async () => {
  const error = await refusal(fal.queue.status(ENDPOINT, { requestId: "00000000-0000-4000-8000-000000000000" }));
  assert.equal(error.status, 404);
  assert.equal(error.body.status, "NOT_FOUND");
});

check("run", async () => {
  const result = await fal.run(ENDPOINT, { input });
  assert.match(result.requestId, /^[0-9a-f-]{36}$/);
  await image(result.data);
});

check("the same seed and input give the same image", async () => {
  const [one, two] = [await fal.run(ENDPOINT, { input }), await fal.run(ENDPOINT, { input })];
  assert.equal(digest(await image(one.data)), digest(await image(two.data)));
});

check("stream", async () => {
  const stream = await fal.stream(ENDPOINT, { input });
  const events = [];
  for await (const event of stream) events.push(event);
  assert.ok(events.length > 1, "there are events before the last");
  const last = await stream.done();
  assert.deepEqual(last, events.at(-1));
  await image(last);
});

check("a payload that is refused has errors by field", async () => {
  const wrong = { input: { prompt: "a loaf of bread", num_images: 400 } };
  for (const call of [fal.run(ENDPOINT, wrong), fal.subscribe(ENDPOINT, { ...wrong, pollInterval: 50 })]) {
    const error = await refusal(call);
    assert.ok(error instanceof ValidationError, `${error}`);
    assert.equal(error.status, 422);
    const [fault] = error.getFieldErrors("num_images");
    assert.deepEqual(fault.loc, ["body", "num_images"]);
    assert.equal(fault.type, "less_than_equal");
    assert.equal(fault.ctx.le, 4);
    assert.equal(fault.input, 400);
  }
});

check("an endpoint that nobody knows", async () => {
  const error = await refusal(fal.run("fal-ai/no-such-thing", { input }));
  assert.equal(error.status, 404);
  assert.match(error.body.detail, /no-such-thing/);
});

check("a passing fault is tried again", async () => {
  const once = { "x-mock-fault": `submit:503*1` };
  const ticket = await fal.queue.submit(ENDPOINT, { input, headers: once });
  assert.equal(ticket.status, "IN_QUEUE");
});

check("upload", async () => {
  const bytes = new TextEncoder().encode("flour, water, salt");
  const url = await fal.storage.upload(new File([bytes], "dough.txt", { type: "text/plain" }), {
    lifecycle: { expiresIn: "1h" },
  });
  assert.match(url, /dough\.txt$/);
  const answer = await fetch(url);
  assert.equal(answer.headers.get("content-type"), "text/plain");
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes);
});

check("upload of bytes without a name", async () => {
  const bytes = new Uint8Array([137, 80, 78, 71]);
  assert.deepEqual(await fetched(await fal.storage.upload(new Blob([bytes], { type: "image/png" }))), bytes);
});

check("upload in parts", async () => {
  const bytes = new Uint8Array(91 << 20).map((_, place) => (place >> 20) ^ place);
  const url = await fal.storage.upload(new Blob([bytes], { type: "application/octet-stream" }));
  assert.equal(digest(await fetched(url)), digest(bytes));
});

check("a file in the input is uploaded on its way", async () => {
  const { data } = await fal.run(ENDPOINT, { input });
  const photo = new Blob([await image(data)], { type: data.images[0].content_type ?? "image/png" });
  const sent = { ...input, image_url: photo };
  await image((await fal.subscribe(EDIT, { input: sent, pollInterval: 50 })).data);
});

/** A receiver of one delivery: its address, and what arrives. */
function receiver() {
  let arrived;
  const letter = new Promise((arrive) => (arrived = arrive));
  const listener = createServer(async (request, answer) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    answer.end();
    listener.close();
    arrived({ headers: request.headers, body: Buffer.concat(pieces) });
  });
  const address = new Promise((tell) =>
    listener.listen(0, "127.0.0.1", () => tell(`http://127.0.0.1:${listener.address().port}/hook?a=b%20c`)),
  );
  return { address, letter };
}

check("a delivery tells the result and is signed", async () => {
  const { address, letter } = receiver();
  const { request_id: requestId } = await fal.queue.submit(ENDPOINT, { input, webhookUrl: await address });
  const { headers, body } = await letter;
  const told = JSON.parse(body);
  assert.equal(told.status, "OK");
  assert.equal(told.request_id, requestId);
  await image(told.payload);
  const header = (name) => headers[`x-fal-webhook-${name}`];
  assert.equal(header("request-id"), requestId);
  assert.ok(Math.abs(Date.now() / 1000 - Number(header("timestamp"))) < 300);
  const message = [header("request-id"), header("user-id"), header("timestamp"), digest(body)].join("\n");
  const { keys } = await (await fetch(`${server}/rest.fal.ai/.well-known/jwks.json`)).json();
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: keys[0].x }, format: "jwk" });
  const signature = Buffer.from(header("signature"), "hex");
  assert.ok(verify(null, Buffer.from(message), key, signature), "the signature is good");
  assert.ok(!verify(null, Buffer.from(`${message}!`), key, signature), "and of nothing else");
});

const LONGEST = 60_000;

for (const [name, run] of checks) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error("it takes too long")), LONGEST)));
  try {
    await Promise.race([run(), late]);
    console.log(`passed js: ${name}`);
  } catch (error) {
    console.log(`FAILED js: ${name}: ${error?.stack ?? error}`);
  }
  clearTimeout(timer);
}
process.exit(0);
