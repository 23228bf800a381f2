// Keeps what is typed on a page of a draft, a few seconds after typing stops. Without this the page works as before.
const PAUSE = 3000
const LONGEST = 20000
const form = document.querySelector('form[data-autosave]')
const status = document.querySelector('[data-autosave-status]')
let timer
let unsavedSince = 0
let running
let stopped = false

// Said once: the same words again would be read aloud again.
const tell = (words) => {
  if (status.textContent !== words) status.textContent = words
}

const stop = (words) => {
  stopped = true
  tell(words)
}

const hear = async (answer) => {
  if (answer.type === 'opaqueredirect' || answer.status === 403) {
    stop('Not saved: you are no longer signed in. Copy what you typed before you go on.')
    return
  }
  const { said, version, seen } = answer.headers.get('Content-Type')?.startsWith('application/json') ? await answer.json() : {}
  if (answer.ok) {
    form.elements.version.value = version
    if (seen !== undefined) form.elements.seen.value = seen
    tell(said)
  } else if (answer.status === 409) {
    stop(said)
  } else {
    tell(said ?? 'Not saved yet. We try again when you type on.')
  }
}

const send = async () => {
  unsavedSince = 0
  try {
    const signal = AbortSignal.timeout(10000)
    const body = new FormData(form)
    await hear(await fetch(form.dataset.autosave, { method: 'POST', body, redirect: 'manual', keepalive: true, signal }))
  } catch {
    tell('Not saved yet: no connection. We try again.')
    later()
  }
}

// One at a time: a second one would be made from a version that the first has just replaced.
const keep = () => {
  clearTimeout(timer)
  if (stopped || !unsavedSince) return
  if (running) {
    timer = setTimeout(keep, PAUSE)
    return
  }
  running = send().finally(() => {
    running = undefined
  })
}

function later() {
  unsavedSince ||= Date.now()
  clearTimeout(timer)
  timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, unsavedSince + LONGEST - Date.now())))
}

form.addEventListener('input', later)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') keep()
})
form.addEventListener('submit', (event) => {
  clearTimeout(timer)
  stopped = true
  if (!running) return
  // The page must not be sent with a version that is being replaced at this moment.
  event.preventDefault()
  running.then(() => form.requestSubmit(event.submitter))
})
