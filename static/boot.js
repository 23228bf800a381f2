// Runs before the page is drawn: tells the stylesheet that scripts work, so that nothing jumps afterwards.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
