// Draw boxes on a picture: press, drag, let go. A short press still ticks the square below. Without this the squares do.
const WHOLE = 10000
const SMALLEST = 150
const form = document.querySelector('form[data-evidence-cover]')

const start = () => {
  const place = form.querySelector('.evidence-cover')
  const grid = form.querySelector('.evidence-cover__grid')
  const field = form.elements.boxes
  const words = document.querySelector('.evidence-cover__draw')
  const status = words.querySelector('.evidence-cover__status')
  const boxes = []
  let from
  let drawn
  let moved = false

  const at = (event) => {
    const area = place.getBoundingClientRect()
    const inside = (value) => Math.round(Math.min(Math.max(value, 0), 1) * WHOLE)
    return { x: inside((event.clientX - area.left) / area.width), y: inside((event.clientY - area.top) / area.height) }
  }

  const box = (a, b) => [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)]

  const lay = (element, [left, top, width, height]) => {
    Object.assign(element.style, {
      left: `${left / 100}%`, top: `${top / 100}%`, width: `${width / 100}%`, height: `${height / 100}%`
    })
  }

  const tell = () => {
    field.value = boxes.map(({ sizes }) => sizes.join(',')).join(';')
    status.textContent = boxes.length === 1 ? '1 box drawn' : `${boxes.length} boxes drawn`
  }

  grid.addEventListener('pointerdown', (event) => {
    from = at(event)
    moved = false
    drawn = document.createElement('div')
    drawn.className = 'evidence-cover__box'
    place.append(drawn)
  })
  window.addEventListener('pointermove', (event) => {
    if (!from) return
    const sizes = box(from, at(event))
    moved = moved || (sizes[2] > SMALLEST && sizes[3] > SMALLEST)
    lay(drawn, sizes)
  })
  window.addEventListener('pointerup', (event) => {
    if (!from) return
    const sizes = box(from, at(event))
    from = undefined
    if (moved && sizes[2] > 0 && sizes[3] > 0) {
      boxes.push({ sizes, element: drawn })
      tell()
    } else {
      drawn.remove()
    }
  })
  window.addEventListener('pointercancel', () => {
    if (!from) return
    from = undefined
    drawn.remove()
  })
  grid.addEventListener('click', (event) => {
    if (moved) event.preventDefault()
  })
  words.querySelector('.evidence-cover__undo').addEventListener('click', () => {
    boxes.pop()?.element.remove()
    tell()
  })
  place.classList.add('evidence-cover--draws')
  field.value = ''
  words.hidden = false
}

if (form) start()
