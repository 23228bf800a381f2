// Warns before a page of the records that nobody touches is closed. Without this it stays open until the session ends.
const box = document.querySelector('dialog[data-idle-after]')
const main = document.querySelector('main')
const says = box.querySelector('[data-idle-says]')
const { idleAfter, idleWarn, idleTo, idlePing } = box.dataset
let timer
let touched = Date.now()
let isTyped = false

const wait = (seconds, then) => {
  clearTimeout(timer)
  timer = setTimeout(then, Number(seconds) * 1000)
}

const touch = () => {
  if (box.open) return
  touched = Date.now()
  wait(idleAfter, warn)
}

// What was typed and not sent is not thrown away: the page is covered instead, and comes back when asked for.
const leave = () => {
  if (!isTyped) {
    location.replace(idleTo)
    return
  }
  main.hidden = true
  says.textContent = 'This page is covered. What you typed is still on it.'
}

const warn = () => {
  if (!box.open) box.showModal()
  wait(idleWarn, leave)
}

const stay = () => {
  main.hidden = false
  box.close()
  touch()
  fetch(idlePing, { method: 'HEAD' }).catch(() => {}) // the session, too, counts from now
}

for (const kind of ['keydown', 'pointerdown', 'scroll', 'input']) document.addEventListener(kind, touch, { passive: true })
document.addEventListener('input', () => { isTyped = true })
document.addEventListener('submit', () => { isTyped = false })
// A machine that slept wakes with its timers late, and a page that is gone back to may come from memory.
const look = () => {
  if (!box.open && Date.now() - touched > Number(idleAfter) * 1000) warn()
}
document.addEventListener('visibilitychange', look)
addEventListener('pageshow', look)
box.querySelector('[data-idle-stay]').addEventListener('click', stay)
box.addEventListener('cancel', (asked) => { asked.preventDefault(); stay() })
touch()
