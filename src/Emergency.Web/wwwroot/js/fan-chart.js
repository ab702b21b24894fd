import * as echarts from '../lib/echarts/echarts.esm.min.mjs';

// The last observed days as bars, then the median with the bands in which half and eight in ten of the courses lie.
const data = JSON.parse(document.getElementById('fan-data').textContent);
const chart = echarts.init(document.getElementById('fan-chart'), null, { renderer: 'svg' });
// The legend wraps on narrow screens and must not lie on the axis.
const top = () => chart.getWidth() < 420 ? 110 : chart.getWidth() < 620 ? 84 : 58;
const ahead = values => [...Array(data.past).fill(null), ...values];
const past = values => [...values, ...Array(data.labels.length - data.past).fill(null)];
const blue = '#0b5c86';

// A band is a layer of a stack: what lies below it is drawn invisibly.
const layer = (name, values, opacity) => ({
  name, type: 'line', stack: 'fan', stackStrategy: 'all', symbol: 'none', silent: true, data: ahead(values),
  lineStyle: { opacity: 0 }, areaStyle: opacity ? { color: blue, opacity } : undefined, itemStyle: { color: blue, opacity: opacity * 1.6 }, tooltip: { show: false },
});
const width = (high, low) => high.map((value, i) => value - low[i]);

function show(index) {
  const q = data.quantities[index];
  const bands = q.p25
    ? [layer(data.text.wide, width(q.p25, q.p10), .16), layer(data.text.half, width(q.p75, q.p25), .34), layer(data.text.wide, width(q.p90, q.p75), .16)]
    : [layer(data.text.wide, width(q.p90, q.p10), .2)];
  const reached = Math.max(...q.observed, ...q.p90, ...q.byHand, 60);
  // The lowest threshold always, a higher one when the data come near it: they must not press the fan flat.
  const thresholds = q.thresholds.filter((t, i) => i === 0 || t < reached * 1.15);
  const highest = Math.max(reached, ...thresholds.map(t => t + 10));
  chart.setOption({
    animation: false,
    // ECharts measures letters by this name; "inherit" would be measured as another font.
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    legend: {
      top: 0, left: 'center',
      data: [data.text.observed, data.text.median, ...(q.p25 ? [data.text.half] : []), data.text.wide, ...(q.byHand.some(v => v !== null) ? [data.text.byHand] : [])],
    },
    grid: { left: 46, right: 46, top: top(), bottom: 28 },
    xAxis: { type: 'category', data: data.labels, axisTick: { alignWithLabel: true }, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', name: q.name, nameTextStyle: { align: 'left' }, min: 0, max: Math.ceil(highest * 1.06 / 50) * 50, splitLine: { lineStyle: { color: '#e3e9ee' } } },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    series: [
      layer('base', q.p10, 0),
      ...bands,
      {
        name: data.text.median, type: 'line', data: ahead(q.p50), symbolSize: 7, lineStyle: { width: 2.5, color: blue }, itemStyle: { color: blue },
        label: { show: true, position: 'top', color: '#1b2733', textBorderColor: '#fff', textBorderWidth: 3 }, labelLayout: { hideOverlap: true },
        markLine: {
          silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: '#b3261e' }, label: { position: 'end', color: '#8c1d17', formatter: '>{c}' },
          data: thresholds.map(yAxis => ({ yAxis })),
        },
      },
      {
        name: data.text.observed, type: 'bar', barMaxWidth: 24, itemStyle: { color: '#8a9aa7' }, data: past(q.observed),
        label: { show: true, position: 'top', color: '#1b2733' }, labelLayout: { hideOverlap: true },
      },
      {
        name: data.text.byHand, type: 'scatter', symbol: 'diamond', symbolSize: 13, itemStyle: { color: '#c05a00', borderColor: '#fff' }, z: 5,
        data: q.byHand.some(v => v !== null) ? ahead(q.byHand) : [],
      },
    ],
  }, { notMerge: true });
}

show(0);
const choice = document.getElementById('fan-switch');
choice.hidden = false;
choice.addEventListener('change', event => show(Number(event.target.value)));

const fit = () => {
  chart.resize();
  chart.setOption({ grid: { top: top() } });
};
addEventListener('resize', fit);
// On paper the chart takes the width of the paper; drawn at once, since printing waits for no frame.
addEventListener('beforeprint', () => {
  chart.resize({ width: 620 });
  chart.getZr().flush();
});
addEventListener('afterprint', fit);
