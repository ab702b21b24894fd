import * as echarts from '../lib/echarts/echarts.esm.min.mjs';

// AQI of the last days and the next ten: bars observed, line and band forecast, categories behind.
const data = JSON.parse(document.getElementById('air-data').textContent);
const colourOf = value => data.categories.findLast(c => value >= c.min)?.colour ?? data.categories[0].colour;
const highest = Math.max(...data.observed, ...data.high, 160) * 1.08;

const chart = echarts.init(document.getElementById('air-chart'), null, { renderer: 'svg' });
chart.setOption({
  animation: false,
  // ECharts measures letters by this name; "inherit" would be measured as another font.
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  legend: { data: [data.text.observed, data.text.median, data.text.band], top: 0 },
  grid: { left: 44, right: 18 + Math.max(...data.categories.map(c => c.name.length * (c.name.charCodeAt(0) > 255 ? 13 : 6.5))), top: 34, bottom: 28 },
  xAxis: { type: 'category', data: data.labels, axisTick: { alignWithLabel: true } },
  yAxis: { type: 'value', name: 'AQI', min: 0, max: Math.min(500, Math.ceil(highest / 50) * 50), splitLine: { lineStyle: { color: '#e3e9ee' } } },
  tooltip: { trigger: 'axis', renderMode: 'richText' },
  series: [
    // The band is a stack: the invisible lower end, then the width.
    { name: 'low', type: 'line', data: data.low, stack: 'band', stackStrategy: 'all', lineStyle: { opacity: 0 }, symbol: 'none', tooltip: { show: false }, silent: true },
    {
      name: data.text.band, type: 'line', stack: 'band', stackStrategy: 'all', symbol: 'none', silent: true,
      data: data.high.map((high, i) => high === null ? null : high - data.low[i]),
      lineStyle: { opacity: 0 }, areaStyle: { color: '#0b5c86', opacity: .2 }, itemStyle: { color: '#0b5c8655' }, tooltip: { show: false },
    },
    {
      name: data.text.median, type: 'line', data: data.median, symbolSize: 7, lineStyle: { width: 2.5, color: '#0b5c86' }, itemStyle: { color: '#0b5c86' },
      label: { show: true, position: 'top', color: '#1b2733' }, labelLayout: { hideOverlap: true },
      markLine: {
        silent: true, symbol: 'none', lineStyle: { type: 'dashed' },
        data: data.categories.filter(c => c.min > 50 && c.min - 1 < highest).map(c => ({
          yAxis: c.min - 1, lineStyle: { color: c.colour }, label: { formatter: c.name, color: '#4a5a68', position: 'end' },
        })),
      },
    },
    {
      name: data.text.observed, type: 'bar', barMaxWidth: 26, itemStyle: { color: '#8a9aa7' },
      data: data.observed.map(value => value === null ? null : { value, itemStyle: { color: colourOf(value), borderColor: '#5c6b78' } }),
      label: { show: true, position: 'top', color: '#1b2733' }, labelLayout: { hideOverlap: true },
    },
  ],
});

const fit = () => chart.resize();
addEventListener('resize', fit);
// On paper the chart takes the width of the paper; drawn at once, since printing waits for no frame.
addEventListener('beforeprint', () => {
  chart.resize({ width: 620 });
  chart.getZr().flush();
});
addEventListener('afterprint', fit);
