// The proof of work on the preview of a comment, in ALTCHA's format.  Without this script the comment is sent
// all the same, and a moderator is told that it came without.
"use strict";

const field = document.querySelector("input[name=altcha]");
const form = field.form;
const { salt, hash, most, signature } = field.dataset;
const encoder = new TextEncoder();

async function hashed(text) {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function prove() {
  for (let number = 0; number <= Number(most); number++) {
    if ((await hashed(salt + number)) === hash) {
      field.value = btoa(JSON.stringify({ algorithm: "SHA-256", challenge: hash, number, salt, signature }));
      return;
    }
  }
}

// Over plain HTTP browsers do not hash for pages.
const proven = globalThis.crypto?.subtle ? prove().catch(() => {}) : Promise.resolve();
let isDone = false;
proven.then(() => { isDone = true; });

form.addEventListener("submit", (event) => {
  if (isDone || event.submitter?.name === "edit") return;
  event.preventDefault();
  const status = document.getElementById("proof");
  status.hidden = false;
  proven.then(() => form.requestSubmit(event.submitter));
});
