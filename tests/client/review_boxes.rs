//! Answers of the boxes in between: what they say of a job, and how long they are listened to.

use serde_json::{Value, json};

use super::{
    given::{image, job},
    memory::{Memory, answer},
};

#[tokio::test(start_paused = true)]
async fn a_box_in_between_says_nothing_about_the_job() {
    for code in [408, 425, 520, 522, 524, 530] {
        let memory = Memory::of([
            answer(code, &Value::Null),
            answer(200, &json!({"status": "COMPLETED"})),
            answer(200, &image()),
        ]);
        assert_eq!(job(&memory.client()).wait().await.unwrap(), image(), "{code}");
    }
}
