// Writes static/vendor/govuk/govuk.css and govuk-frontend.min.js from the packages in node_modules.
import { readFileSync, writeFileSync } from 'node:fs'
import { compile } from 'sass'

const target = new URL('../static/vendor/govuk/', import.meta.url)
const library = new URL('./node_modules/govuk-frontend/dist/govuk/', import.meta.url)

const { css } = compile('govuk.scss', { style: 'compressed', loadPaths: ['.', 'node_modules'], quietDeps: true, charset: false })
writeFileSync(new URL('govuk.css', target), `${css}\n`)

// The source map is not shipped, so the note that points to it must go: hashed static files refuse a dead address.
const script = readFileSync(new URL('govuk-frontend.min.js', library), 'utf8')
writeFileSync(new URL('govuk-frontend.min.js', target), `${script.replace(/\/\/# sourceMappingURL=.*\s*$/, '')}\n`)
