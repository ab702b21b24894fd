// A search tells how far it is; when it has ended, the page shows what it found. Without scripts the refresh link does the same.
const panel = document.getElementById('plan-progress');
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const write = (name, text) => { panel.querySelector(`[data-value="${name}"]`).textContent = text; };

async function look() {
  try {
    const answer = await fetch(panel.dataset.source);
    if (answer.ok) {
      const job = await answer.json();
      if (job.state !== 'Running') {
        location.reload();
        return;
      }
      write('seconds', job.seconds);
      write('loss', job.lossYuanPerDay === null ? '—' : whole.format(job.lossYuanPerDay));
      write('bound', job.boundYuanPerDay === null ? '—' : whole.format(job.boundYuanPerDay));
      write('nodes', job.nodes);
    } else if (answer.status === 404) {
      location.reload();
      return;
    }
  } catch {
    // The line is down for a moment: the next look may find it.
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
