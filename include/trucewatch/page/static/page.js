// The page works without this file: it draws charts from the data beside their tables, shortens the addresses that forms
// make, and opens links to outside where the page is shown in a frame that may open none.

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const dark = matchMedia("(prefers-color-scheme: dark)");
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
const shortDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
const SYMBOLS = {
  gain: "triangle", lose: "path://M0 0L10 0L5 9Z", claim: "diamond", demand: "diamond", control: "circle", refuse: "rect", offer: "roundRect",
};
const MOST_PIXELS = 30;
const LEGEND_PIXELS = 36;

function base(title) {
  const text = { color: colour("ink"), fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    animation: false,
    aria: { enabled: true, label: { description: title } },
    textStyle: text,
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: colour("raised"), borderColor: colour("line"),
      textStyle: { ...text, fontSize: 13 },
    },
    legend: {
      type: "scroll", left: 0, top: 0, itemWidth: 12, itemHeight: 12, icon: "roundRect", textStyle: text,
      pageTextStyle: text, pageIconColor: colour("accent"), pageIconInactiveColor: colour("line"),
    },
  };
}

function axis(more) {
  return {
    axisLine: { lineStyle: { color: colour("line") } }, axisTick: { show: false },
    axisLabel: { color: colour("quiet"), hideOverlap: true }, splitLine: { lineStyle: { color: colour("faint") } }, ...more,
  };
}

function edges() {
  return { color: colour("quiet"), hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" };
}

function shownDay(text, format = day) {
  return format.format(new Date(`${text}T00:00:00Z`));
}

function shortLabels(labels) {
  const years = new Set(labels.map((label) => label.slice(0, 4)));
  return years.size > 1 ? day : shortDay;
}

function stack(drawing, title) {
  return {
    ...base(title),
    grid: { left: 4, right: 4, top: 44, bottom: 4, containLabel: true },
    tooltip: {
      ...base(title).tooltip, trigger: "axis", axisPointer: { type: "shadow" },
      formatter: (bars) => [
        shownDay(bars[0].axisValue),
        ...bars.filter((bar) => bar.value).map((bar) => `${bar.seriesName}  ${number.format(bar.value)}`),
      ].join("\n"),
    },
    xAxis: axis({
      type: "category", data: drawing.labels,
      axisLabel: { ...edges(), formatter: (label) => shownDay(label, shortLabels(drawing.labels)) },
    }),
    yAxis: axis({ type: "value", minInterval: 1, axisLabel: { color: colour("quiet"), formatter: (value) => number.format(value) } }),
    series: drawing.series.map((act) => ({
      type: "bar", stack: "all", name: act.name, data: act.values, itemStyle: { color: colour(`act-${act.code}`) },
      barCategoryGap: "15%", barMaxWidth: 40,
    })),
  };
}

function stances(drawing, title) {
  return {
    ...base(title),
    grid: { left: 4, right: 16, top: 44, bottom: 4, containLabel: true },
    tooltip: {
      ...base(title).tooltip, trigger: "item",
      formatter: (mark) => `${drawing.parties[mark.value[1]]}: ${mark.seriesName}\n${mark.data.told}`,
    },
    xAxis: axis({ type: "time", axisLabel: { ...edges(), formatter: (at) => day.format(at) } }),
    yAxis: axis({ type: "category", data: drawing.parties, inverse: true, axisLabel: { color: colour("ink"), width: 130, overflow: "truncate" } }),
    series: drawing.series.map((standing) => ({
      type: "scatter", name: standing.name, symbolSize: 13, itemStyle: { color: colour(`standing-${standing.code}`), borderColor: colour("paper"), borderWidth: 1 },
      data: standing.points.filter((point) => point.at).map((point) => ({ value: [point.at, point.party], told: point.told })),
    })),
  };
}

// Rings of Natural Earth that cross the 180th meridian jump from one edge of a flat map to the other: they go on beyond it, on
// the side where most of them lies.
function unrolled(ring) {
  let turns = 0;
  const whole = ring.map(([x, y], at) => {
    const step = at ? x - ring[at - 1][0] : 0;
    if (Math.abs(step) > 180) turns -= Math.sign(step);
    return [x + turns * 360, y];
  });
  const middle = whole.reduce((sum, point) => sum + point[0], 0) / whole.length;
  const shift = middle < -180 ? 360 : middle > 180 ? -360 : 0;
  return whole.map(([x, y]) => [x + shift, y]);
}

function flat(features) {
  const polygons = (shape) => (shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates);
  const isPolar = (polygon) => polygon[0].some((point) => point[1] < -80);
  return {
    type: "FeatureCollection",
    features: features.map((feature) => ({
      type: "Feature",
      properties: { name: feature.properties.name || "" },
      geometry: { type: "MultiPolygon", coordinates: polygons(feature.geometry).filter((polygon) => !isPolar(polygon)).map((polygon) => polygon.map(unrolled)) },
    })).filter((feature) => feature.geometry.coordinates.length),
  };
}

async function world(element) {
  const name = element.dataset.borders === "off" ? "land" : "countries";
  if (!echarts.getMap(name)) {
    const topology = await (await fetch(element.dataset.world)).json();
    echarts.registerMap(name, flat(topojson.feature(topology, topology.objects[name]).features));
  }
  return name;
}

function frameOf(drawing) {
  const points = drawing.flatMap((act) => act.points.map((point) => point.at));
  const [x, y] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const span = (values, least) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = Math.max((least - (high - low)) / 2, (high - low) * 0.12);
    return [low - margin, high + margin];
  };
  const [[west, east], [south, north]] = [span(x, 30), span(y, 18)];
  return { west: Math.max(west, -180), east: Math.min(east, 190), south: Math.max(south, -58), north: Math.min(north, 84) };
}

// The frame grows until it has the shape of its element, so that land keeps its own: a degree of longitude is as wide as it is
// in the middle of the map.
function fitted(frame, element) {
  const middle = (frame.south + frame.north) / 2;
  const aspectScale = Math.max(0.3, Math.cos((middle * Math.PI) / 180));
  const wanted = element.clientWidth / Math.max(1, element.clientHeight - LEGEND_PIXELS) / aspectScale;
  const [width, height] = [frame.east - frame.west, frame.north - frame.south];
  const [wider, higher] = [Math.max(0, height * wanted - width) / 2, Math.max(0, width / wanted - height) / 2];
  return { aspectScale, boundingCoords: [[frame.west - wider, frame.north + higher], [frame.east + wider, frame.south - higher]] };
}

function map(drawing, title, name, element) {
  const most = Math.max(...drawing.flatMap((act) => act.points.map((point) => point.mentions)));
  const size = (mentions) => 7 + (MOST_PIXELS - 7) * Math.sqrt(mentions / most);
  const offset = (point) => {
    if (point.turns < 2) return [0, 0];
    const angle = (2 * Math.PI * point.turn) / point.turns;
    return [Math.cos(angle) * 9, Math.sin(angle) * 9];
  };
  return {
    ...base(title),
    tooltip: {
      ...base(title).tooltip, trigger: "item",
      formatter: (mark) => (mark.seriesType === "scatter" ? `${mark.name}\n${mark.seriesName}  ${number.format(mark.data.mentions)}` : mark.name),
    },
    legend: { ...base(title).legend, icon: null, left: 8, top: 6 },
    geo: {
      map: name, roam: true, top: LEGEND_PIXELS, bottom: 0, left: 0, right: 0, ...fitted(frameOf(drawing), element),
      scaleLimit: { min: 0.2, max: 40 },
      itemStyle: { areaColor: colour("land"), borderColor: name === "land" ? colour("land") : colour("border"), borderWidth: 0.6 },
      emphasis: { disabled: true }, select: { disabled: true }, tooltip: { show: false }, selectedMode: false,
    },
    series: drawing.map((act) => ({
      type: "scatter", coordinateSystem: "geo", name: act.name, symbol: SYMBOLS[act.code] || "circle",
      itemStyle: { color: colour(`act-${act.code}`), opacity: 0.85, borderColor: colour("paper"), borderWidth: 1 },
      data: act.points.map((point) => ({
        name: point.name, value: point.at, mentions: point.mentions, link: point.link,
        symbolSize: size(point.mentions), symbolOffset: offset(point),
      })),
    })),
  };
}

async function draw(element) {
  const drawing = JSON.parse(element.dataset.drawing);
  const title = element.dataset.title;
  const kind = element.dataset.chart;
  if (kind === "stances") element.style.height = `${Math.max(9, 5 + drawing.parties.length * 2.4)}rem`;
  element.style.display = "block";
  const chart = echarts.init(element, null, { renderer: "canvas" });
  const option = kind === "map" ? map(drawing, title, await world(element), element) : { stack, stances }[kind](drawing, title);
  chart.setOption({ ...option, animation: false, stateAnimation: { duration: still ? 0 : 150 } });
  chart.on("click", (mark) => { if (mark.data && mark.data.link) location.assign(mark.data.link); });
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", title);
  new ResizeObserver(() => {
    chart.resize();
    if (kind === "map") chart.setOption({ geo: fitted(frameOf(drawing), element) });
  }).observe(element);
  dark.addEventListener("change", () => location.reload(), { once: true });
}

// A frame that may open no windows swallows links to outside: its parent, which may, opens them.
function openOutside(event) {
  const link = event.target.closest("a[data-outside]");
  if (!link || window.parent === window) return;
  try {
    const asked = window.parent.document.createElement("a");
    Object.assign(asked, { href: link.href, target: "_blank", rel: "noopener noreferrer" });
    event.preventDefault();
    asked.click();
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
  }
}

for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}
document.addEventListener("click", openOutside);
for (const element of document.querySelectorAll("[data-chart]")) await draw(element);
