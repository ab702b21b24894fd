// The funnel follows the server: one message whenever a number changed.
const panel = document.getElementById('progress');
const source = new EventSource(panel.dataset.stream);
source.addEventListener('progress', event => {
  for (const [key, count] of Object.entries(JSON.parse(event.data))) {
    const figure = panel.querySelector(`[data-figure="${key}"]`);
    if (figure) {
      figure.querySelector('dd').textContent = count;
      figure.classList.toggle('bad', figure.dataset.bad === 'yes' && count > 0);
    }
  }
});
addEventListener('pagehide', () => source.close());
