import * as echarts from '../lib/echarts/echarts.esm.min.mjs';

// How forecasts turned out: probabilities against frequencies, and thirty days said and observed.
const read = id => JSON.parse(document.getElementById(id).textContent);
// ECharts measures letters by this name; "inherit" would be measured as another font.
const textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
const blue = '#0b5c86';
const charts = [];
const open = id => {
  const chart = echarts.init(document.getElementById(id), null, { renderer: 'svg' });
  charts.push(chart);
  return chart;
};

if (document.getElementById('reliability-chart')) {
  const { bins, text } = read('reliability-data');
  const axis = (name, extra) => ({ type: 'value', min: 0, max: 100, interval: 20, name, splitLine: { lineStyle: { color: '#e3e9ee' } }, ...extra });
  const points = (name, judged, itemStyle) => ({
    name, type: 'scatter', symbolSize: 11, itemStyle, z: 5,
    data: bins.filter(b => b.judged === judged).map(b => [b.x, b.y]),
    label: { show: true, position: 'right', formatter: p => `${p.value[1].toFixed(0)}`, color: '#1b2733' }, labelLayout: { hideOverlap: true },
  });
  const chart = open('reliability-chart');
  chart.setOption({
    animation: false, textStyle,
    legend: { top: 0, data: [text.judged, text.few, text.perfect, text.range] },
    grid: { left: 48, right: 24, top: chart.getWidth() < 420 ? 104 : chart.getWidth() < 620 ? 80 : 56, bottom: 44 },
    xAxis: axis(text.said, { nameLocation: 'middle', nameGap: 26 }),
    yAxis: axis(text.happened, { nameTextStyle: { align: 'left' } }),
    tooltip: { trigger: 'item', renderMode: 'richText' },
    series: [
      { name: text.perfect, type: 'line', data: [[0, 0], [100, 100]], symbol: 'none', silent: true, lineStyle: { color: '#8a9aa7', type: 'dashed' }, itemStyle: { color: '#8a9aa7' } },
      {
        name: text.range, type: 'custom', silent: true, itemStyle: { color: '#b9cad6' }, data: bins.map(b => [b.x, b.low, b.high]),
        renderItem: (params, api) => {
          const [x, low] = api.coord([api.value(0), api.value(1)]);
          const high = api.coord([api.value(0), api.value(2)])[1];
          return { type: 'line', shape: { x1: x, y1: low, x2: x, y2: high }, style: { stroke: '#b9cad6', lineWidth: 8, lineCap: 'butt' } };
        },
      },
      points(text.judged, true, { color: blue }),
      points(text.few, false, { color: '#fff', borderColor: blue, borderWidth: 2 }),
    ],
  });
}

if (document.getElementById('strip-chart')) {
  const data = read('strip-data');
  open('strip-chart').setOption({
    animation: false, textStyle,
    legend: { top: 0, data: [data.text.observed, data.text.median, data.text.band] },
    grid: { left: 44, right: 16, top: 34, bottom: 28 },
    xAxis: { type: 'category', data: data.labels, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', name: 'AQI', min: 0, splitLine: { lineStyle: { color: '#e3e9ee' } } },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    series: [
      // The band is a stack: the invisible lower end, then the width.
      { name: 'low', type: 'line', data: data.low, stack: 'band', stackStrategy: 'all', lineStyle: { opacity: 0 }, symbol: 'none', tooltip: { show: false }, silent: true },
      {
        name: data.text.band, type: 'line', stack: 'band', stackStrategy: 'all', symbol: 'none', silent: true, tooltip: { show: false },
        data: data.high.map((high, i) => high === null ? null : high - data.low[i]),
        lineStyle: { opacity: 0 }, areaStyle: { color: blue, opacity: .2 }, itemStyle: { color: '#0b5c8655' },
      },
      { name: data.text.observed, type: 'bar', data: data.observed, barMaxWidth: 12, itemStyle: { color: '#8a9aa7' } },
      { name: data.text.median, type: 'line', data: data.median, symbolSize: 6, lineStyle: { width: 2, color: blue }, itemStyle: { color: blue } },
    ],
  });
}

const fit = () => charts.forEach(chart => chart.resize());
addEventListener('resize', fit);
// On paper a chart takes the width of the paper; drawn at once, since printing waits for no frame.
addEventListener('beforeprint', () => charts.forEach(chart => {
  chart.resize({ width: 620 });
  chart.getZr().flush();
}));
addEventListener('afterprint', fit);
