// Small comforts; every page works without them.

// A form is sent once: a second click while the first is on its way changes nothing.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === 'post') {
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 8000);
  }
});

// Coming back by the browser's back button unlocks the forms again.
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => delete form.dataset.sent));

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => print());
}
