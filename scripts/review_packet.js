// Fills in the lines at the end. Without it, they are filled in by hand.
document.addEventListener("input", () => {
  for (const lines of document.querySelectorAll("[data-page]")) {
    const answer = document.querySelector(`[name="${lines.dataset.page}"]:checked`)
    lines.hidden = answer !== null && answer.value !== "yes"
  }
  for (const value of document.querySelectorAll("[data-field]")) {
    value.textContent = JSON.stringify(document.getElementById(value.dataset.field).value)
  }
})
