using System.Text;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// The wide national layout (quotsoft dumps): <c>date,hour,type,&lt;place&gt;,…</c>, one row for each hour and type, one column a place. The hour label is
/// the <em>end</em> of the hour: label 0 closes the day before the file's date. Fifteen types are known; the six hourly concentrations, the AQI and three means
/// are kept, the rest is passed over unread.
/// </summary>
internal static class WideReader
{
    // Order of the values of one hour and place; the first six are the pollutants in enum order.
    private static readonly string[] Kept = ["PM2.5", "PM10", "SO2", "NO2", "O3", "CO", "AQI", "PM2.5_24h", "PM10_24h", "O3_8h"];
    private static readonly string[] Ignored = ["SO2_24h", "NO2_24h", "O3_24h", "O3_8h_24h", "CO_24h"];

    private static Text TypeExpected { get; } = new($"类型之一：{string.Join("、", Kept.Concat(Ignored))}", $"one of {string.Join(", ", Kept.Concat(Ignored))}");

    /// <summary>Reads a file whose places all satisfy <paramref name="isPlace"/>.</summary>
    public static IEnumerable<HourlyAir> Read(ReadOnlyMemory<byte> bytes, FileProblems problems, Func<string, bool> isPlace, Text placeExpected)
    {
        problems.MaybeCutShort(bytes.Span);
        var blocks = Cells.IsUtf8(bytes.Span, problems) ? Parse(bytes.Span, problems, isPlace, placeExpected, out var places) : Nothing(out places);
        problems.Close();
        return problems.AnyFatal ? [] : Hours(places, blocks);
    }

    private static SortedDictionary<Hour, Block> Nothing(out string[] places)
    {
        places = [];
        return [];
    }

    private static SortedDictionary<Hour, Block> Parse(
        ReadOnlySpan<byte> bytes, FileProblems problems, Func<string, bool> isPlace, Text placeExpected, out string[] places)
    {
        var blocks = new SortedDictionary<Hour, Block>();
        places = [];
        var row = 0;
        foreach (var line in bytes.Split((byte)'\n'))
        {
            row++;
            var cells = bytes[line].TrimEnd((byte)'\r');
            if (row == 1)
            {
                if (Places(cells, problems, isPlace, placeExpected) is not { } header)
                {
                    return blocks;
                }

                places = header;
            }
            else if (!cells.IsEmpty)
            {
                Row(cells, row, places, blocks, problems);
            }
        }

        return blocks;
    }

    private static string[]? Places(ReadOnlySpan<byte> header, FileProblems problems, Func<string, bool> isPlace, Text placeExpected)
    {
        var names = Encoding.UTF8.GetString(header).Split(',').Select(n => n.Trim()).ToArray();
        if (names is not ["date", "hour", "type", _, ..])
        {
            KnownHeaders.Refuse(names, ["date", "hour", "type"], problems);
            return null;
        }

        var seen = new HashSet<string>();
        foreach (var name in names.Skip(3))
        {
            if (!isPlace(name))
            {
                problems.Fatal(1, name, name, placeExpected, new Text("请核对--format：城市用cnemc-cities，点位用cnemc-sites。", "Check --format: cnemc-cities for cities, cnemc-sites for sites."));
                return null;
            }

            if (!seen.Add(name))
            {
                problems.Fatal(1, name, name, new Text("每个地点一列", "one column for each place"), new Text("表头中地点重复，请删除其一。", "The place stands twice in the header; remove one."));
                return null;
            }
        }

        return names[3..];
    }

    private static void Row(ReadOnlySpan<byte> cells, int row, string[] places, SortedDictionary<Hour, Block> blocks, FileProblems problems)
    {
        var width = cells.Count((byte)',') + 1;
        if (width != places.Length + 3)
        {
            problems.WrongWidth(row, width, places.Length + 3);
            return;
        }

        var date = Encoding.UTF8.GetString(Next(ref cells));
        var label = Encoding.UTF8.GetString(Next(ref cells));
        var type = Encoding.UTF8.GetString(Next(ref cells));
        if (!Cells.TryDate(date, "yyyyMMdd", out var day))
        {
            problems.NotATime(row, "date", date, Cells.DateExpected);
        }
        else if (!Cells.TryWhole(label, out var hour) || hour > 24)
        {
            problems.NotATime(row, "hour", label, Cells.LabelExpected);
        }
        else if (Array.IndexOf(Kept, type) is >= 0 and var kind)
        {
            var time = Hour.Ending(day, hour);
            if (!blocks.TryGetValue(time, out var block))
            {
                blocks.Add(time, block = new Block(places.Length));
            }

            Values(cells, row, kind, places, time, block, problems);
        }
        else if (Array.IndexOf(Ignored, type) < 0)
        {
            problems.Fatal(row, "type", type, TypeExpected, new Text("请更正类型名称。", "Correct the type."));
        }
    }

    /// <summary>
    /// Splits at commas without looking for quotes: these files hold digits, points and commas only (a quote makes a cell that is no number and is reported),
    /// and a general reader would spend most of its time looking.
    /// </summary>
    private static void Values(ReadOnlySpan<byte> cells, int row, int kind, string[] places, Hour time, Block block, FileProblems problems)
    {
        var earlierRow = block.Rows[kind];
        block.Rows[kind] = row;
        var firstDifference = -1;
        for (var place = 0; place < places.Length; place++)
        {
            var cell = Next(ref cells);
            var value = double.NaN;
            if (!cell.IsEmpty && !Cells.TryNumber(cell, out value))
            {
                problems.NotANumber(row, places[place], Encoding.UTF8.GetString(cell), kind == 5 ? "mg/m³" : "µg/m³");
                value = double.NaN;
            }

            ref var slot = ref block.Values[(place * Kept.Length) + kind];
            if (earlierRow > 0 && firstDifference < 0 && !slot.Equals(value))
            {
                firstDifference = place;
            }

            slot = value;
        }

        if (earlierRow > 0)
        {
            problems.Remark(
                row,
                firstDifference < 0 ? "" : places[firstDifference],
                $"{time} {Kept[kind]}",
                new Text("每小时每类型一行", "one row for each hour and type"),
                firstDifference < 0
                    ? new Text($"与第{earlierRow}行完全相同，计一次。", $"The same as row {earlierRow}; counted once.")
                    : new Text($"与第{earlierRow}行数值不同，采用靠后的第{row}行；请核对两行。", $"Differs from row {earlierRow}; the later row {row} is used. Compare the two."));
        }
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> cells)
    {
        var comma = cells.IndexOf((byte)',');
        var cell = comma < 0 ? cells : cells[..comma];
        cells = comma < 0 ? [] : cells[(comma + 1)..];
        return cell;
    }

    private static IEnumerable<HourlyAir> Hours(string[] places, SortedDictionary<Hour, Block> blocks)
    {
        foreach (var (hour, block) in blocks)
        {
            for (var place = 0; place < places.Length; place++)
            {
                if (ToHour(places[place], hour, block.Values.AsSpan(place * Kept.Length, Kept.Length)) is { } air)
                {
                    yield return air;
                }
            }
        }
    }

    /// <summary>Null when the place says nothing about the hour (retired sites stay in the header for years).</summary>
    private static HourlyAir? ToHour(string place, Hour hour, ReadOnlySpan<double> v)
    {
        var air = new HourlyAir(place, hour, Known(v[0]), Known(v[1]), Known(v[2]), Known(v[3]), Known(v[4]), Known(v[5]))
        {
            PublishedAqi = double.IsNaN(v[6]) ? null : (int)Math.Round(v[6]),
            Published = PublishedMeans.Of(Known(v[7]), Known(v[8]), Known(v[9])),
        };
        return air.Empty ? null : air;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    /// <summary>One hour of all places.</summary>
    private sealed class Block(int places)
    {
        public double[] Values { get; } = NaNs(places * Kept.Length);

        /// <summary>Row each type came from; 0 while it has not come.</summary>
        public int[] Rows { get; } = new int[Kept.Length];

        private static double[] NaNs(int count)
        {
            var values = new double[count];
            Array.Fill(values, double.NaN);
            return values;
        }
    }
}
