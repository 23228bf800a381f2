// Single keys for the desk: j and k go down and up a list, o opens, n goes on to the next request.
// The page holds this file only when the person has switched keys on (WCAG 2.1.4), and typing is never taken for a key.
const rows = () => [...document.querySelectorAll('.advice-list__row .advice-list__title a')]
const typing = target => target.closest('input, select, textarea, [contenteditable]') !== null

function step (by) {
  const links = rows()
  const here = links.indexOf(document.activeElement)
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1)
  links[next]?.focus()
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return
  if (event.key === 'j') step(1)
  if (event.key === 'k') step(-1)
  if (event.key === 'o' && rows().includes(document.activeElement)) document.activeElement.click()
  if (event.key === 'n') document.querySelector('[data-key="n"]')?.click()
})
