// Where the orders of a response stand: one dot an enterprise, no tiles, so that nothing is asked of the outside.
/* global L */
const points = JSON.parse(document.getElementById('map-data').textContent);
const section = document.getElementById('map-section');
const colours = { good: '#1d7a3d', warn: '#d18700', bad: '#b3261e', over: '#7b8a97' };
let map;

// Drawn when it is opened: a closed box has no size.
section.addEventListener('toggle', () => {
  if (!section.open || map) {
    return;
  }
  map = L.map('map', { preferCanvas: true, attributionControl: false });
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(points.map(p => [p.latitude, p.longitude]), { padding: [24, 24], maxZoom: 14 });
  for (const point of points) {
    const link = document.createElement('a');
    link.href = point.address;
    link.textContent = `${point.name} · ${point.state}`;
    L.circleMarker([point.latitude, point.longitude], { radius: 6, weight: 1, color: '#fff', fillColor: colours[point.mark], fillOpacity: .9 })
      .bindPopup(link)
      .bindTooltip(`${point.name} · ${point.state}`)
      .addTo(map);
  }
});
