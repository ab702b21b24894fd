// A slider beside each number field that asks for one. The field alone is sent, so a page without scripts lacks only the slider.
for (const field of document.querySelectorAll('input[data-slider]')) {
  const slider = document.createElement('input');
  Object.assign(slider, { type: 'range', min: field.min, max: field.max, step: '1', id: field.id + '-slider' });
  slider.setAttribute('aria-label', field.labels[0].textContent);
  const show = () => {
    slider.value = field.value || '0';
    slider.setAttribute('aria-valuetext', field.value ? field.value + '%' : field.dataset.empty || '—');
    slider.classList.toggle('unset', field.value === '');
  };
  slider.addEventListener('input', () => {
    field.value = slider.value;
    show();
  });
  field.addEventListener('input', show);
  field.after(slider);
  show();
}
