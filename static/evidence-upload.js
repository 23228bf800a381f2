// Sends each chosen file by itself, with its progress, and tries the broken ones again. Without this the form sends all.
const TRIES = 3
const PAUSE = 1500
const form = document.querySelector('form[data-evidence-upload]')
const place = form.querySelector('[data-evidence-list]')
const list = place.querySelector('ul')
const status = place.querySelector('[data-evidence-status]')
const input = form.querySelector('input[type="file"]')
const button = form.querySelector('button[type="submit"]')
let waiting = []
let busy = false
let saved = 0
let broken = 0

const element = (name, className, text = '') => Object.assign(document.createElement(name), { className, textContent: text })

const row = (file) => {
  const item = element('li', 'evidence-upload__file')
  const label = element('span', 'evidence-upload__name', file.name)
  const bar = element('progress', 'evidence-upload__progress')
  bar.max = 100
  bar.value = 0
  bar.setAttribute('aria-label', `Sending ${file.name}`)
  const said = element('span', 'evidence-upload__said', 'Waiting')
  item.append(label, bar, said)
  list.append(item)
  return { file, item, bar, said, tries: 0 }
}

const send = (entry) => new Promise((resolve) => {
  const request = new XMLHttpRequest()
  const data = new FormData()
  data.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
  data.append('file', entry.file)
  request.open('POST', form.dataset.evidenceUpload)
  request.responseType = 'json'
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) entry.bar.value = (event.loaded / event.total) * 100
  })
  request.addEventListener('load', () => resolve({ code: request.status, said: request.response?.said }))
  request.addEventListener('error', () => resolve({ code: 0 }))
  request.addEventListener('abort', () => resolve({ code: 0 }))
  request.send(data)
})

const again = (entry) => {
  const retry = element('button', 'govuk-button govuk-button--secondary', `Try ${entry.file.name} again`)
  retry.type = 'button'
  retry.addEventListener('click', () => {
    retry.remove()
    broken -= 1
    entry.tries = 0
    waiting.push(entry)
    work()
  })
  entry.item.append(retry)
}

const settle = (entry, answer) => {
  const isSaved = answer.code === 200 && answer.said
  if (isSaved || answer.code === 422) {
    entry.said.textContent = answer.said
    entry.bar.hidden = true
    saved += isSaved ? 1 : 0
    return
  }
  broken += 1
  entry.said.textContent = 'Not sent: the connection broke, or you are no longer signed in.'
  again(entry)
}

const attempt = async (entry) => {
  let answer = { code: 0 }
  while (entry.tries < TRIES) {
    entry.tries += 1
    entry.said.textContent = entry.tries === 1 ? 'Sending' : `Sending again (${entry.tries} of ${TRIES})`
    answer = await send(entry)
    if (answer.code === 200 || answer.code === 422) break
    if (entry.tries < TRIES) await new Promise((resolve) => setTimeout(resolve, PAUSE * entry.tries))
  }
  settle(entry, answer)
}

const work = async () => {
  if (busy) return
  busy = true
  while (waiting.length) {
    status.textContent = `${saved} saved, ${waiting.length} to go. Keep this page open.`
    await attempt(waiting.shift())
  }
  busy = false
  button.disabled = false
  const rest = broken ? ` ${broken} could not be sent: try them again.` : ''
  status.textContent = `${saved} saved and sealed.${rest}`
  if (!list.parentElement.querySelector('a')) {
    const back = element('a', 'govuk-link', 'Go back to the record')
    back.href = form.dataset.evidenceDone
    const line = element('p', 'govuk-body')
    line.append(back)
    place.append(line)
  }
}

form.addEventListener('submit', (event) => {
  if (!input.files.length) return
  event.preventDefault()
  place.hidden = false
  waiting.push(...[...input.files].map(row))
  form.reset()
  work()
})
