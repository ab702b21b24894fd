import * as echarts from '../lib/echarts/echarts.esm.min.mjs';

// Loss against the factor on all targets, with the bound below it and a mark at the base.
const data = JSON.parse(document.getElementById('cost-curve-data').textContent);
const chart = echarts.init(document.getElementById('cost-curve'), null, { renderer: 'svg' });
const blue = '#0b5c86';
chart.setOption({
  animation: false,
  // ECharts measures letters by this name; "inherit" would be measured as another font.
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  legend: { top: 0, left: 'center', data: [data.text.loss, data.text.bound] },
  grid: { left: 70, right: 30, top: 54, bottom: 48 },
  xAxis: { type: 'value', name: data.text.factor, nameLocation: 'middle', nameGap: 28, min: 0, max: 'dataMax', axisLabel: { formatter: value => value.toFixed(1) } },
  yAxis: { type: 'value', name: data.text.unit, scale: true, splitLine: { lineStyle: { color: '#e3e9ee' } } },
  tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: value => Math.round(value).toLocaleString('en') },
  series: [
    {
      name: data.text.loss, type: 'line', symbolSize: 4, lineStyle: { width: 2.5, color: blue }, itemStyle: { color: blue }, data: data.points.map(p => [p.factor, p.loss]),
      markLine: { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: '#b3261e' }, label: { formatter: data.text.here, color: '#8c1d17' }, data: [{ xAxis: 1 }] },
    },
    { name: data.text.bound, type: 'line', symbol: 'none', lineStyle: { width: 1.5, type: 'dotted', color: '#5c6b78' }, itemStyle: { color: '#5c6b78' }, data: data.points.map(p => [p.factor, p.bound]) },
  ],
});

addEventListener('resize', () => chart.resize());
// On paper the chart takes the width of the paper; drawn at once, since printing waits for no frame.
addEventListener('beforeprint', () => {
  chart.resize({ width: 620 });
  chart.getZr().flush();
});
