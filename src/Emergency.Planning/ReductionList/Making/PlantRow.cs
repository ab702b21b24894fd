using System.Globalization;
using CsvHelper;
using Emergency.Core.Refusals;

namespace Emergency.Planning.ReductionList.Making;

/// <summary>A real plant as public registers name it (Global Energy Monitor, WRI).</summary>
/// <param name="Name">Chinese name, or the English one where the register has no other.</param>
/// <param name="City">City (晋城市).</param>
/// <param name="CountyCode">County by position.</param>
/// <param name="Industry">Industry as the register puts it.</param>
/// <param name="Operating">True when it runs.</param>
/// <param name="Size">Size in <paramref name="SizeUnit"/>.</param>
/// <param name="SizeUnit">MW, 百万吨/年 (Mt a year), 千吨粗钢/年 (kt of crude steel a year).</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
public sealed record PlantRow(string Name, string City, string CountyCode, string Industry, bool Operating, decimal Size, string SizeUnit, double Longitude, double Latitude)
{
    private static readonly string[] Columns = ["企业名称(中文)", "name_en", "城市", "区县代码", "行业", "状态", "规模", "规模单位", "lon", "lat"];

    /// <summary>Reads a table of plants with the columns 企业名称(中文), name_en, 城市, 区县代码, 行业, 状态, 规模, 规模单位, lon, lat.</summary>
    /// <param name="name">File name, for refusals.</param>
    /// <param name="content">Content, UTF-8.</param>
    /// <returns>The plants; refused with PLANT-001 (a column is missing) or PLANT-002 (a row cannot be read).</returns>
    public static Outcome<IReadOnlyList<PlantRow>> Read(string name, ReadOnlyMemory<byte> content)
    {
        using var reader = CsvReader.Create(content, new CsvReaderOptions { HasHeader = false, TrackLineNumbers = true, TrimWhitespace = true });
        var places = reader.Read() ? Enumerable.Range(0, reader.FieldCount).Select(i => (Header: reader.GetString(i).TrimStart('\uFEFF'), i)).DistinctBy(h => h.Header).ToDictionary(h => h.Header, h => h.i) : [];
        if (Columns.FirstOrDefault(c => !places.ContainsKey(c)) is { } missing)
        {
            return Refusal.Of("PLANT-001", $"{name} 缺少列“{missing}”。", $"{name} lacks the column \"{missing}\".", $"需要的列：{string.Join("、", Columns)}。", $"Columns needed: {string.Join(", ", Columns)}.");
        }

        var rows = new List<PlantRow>();
        while (reader.Read())
        {
            string Cell(string column) => reader.GetString(places[column]);
            if (!decimal.TryParse(Cell("规模"), NumberStyles.Float, CultureInfo.InvariantCulture, out var size)
                || !double.TryParse(Cell("lon"), NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
                || !double.TryParse(Cell("lat"), NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude))
            {
                return Refusal.Of("PLANT-002", $"{name} 第 {reader.LineNumber} 行的规模或经纬度不是数字。", $"{name} row {reader.LineNumber}: size or coordinates are no numbers.", "请改正该行。", "Correct the row.");
            }

            var chinese = Cell("企业名称(中文)");
            rows.Add(new PlantRow(chinese.Length > 0 ? chinese : Cell("name_en"), Cell("城市"), Cell("区县代码"), Cell("行业"), Cell("状态") == "operating", size, Cell("规模单位"), longitude, latitude));
        }

        return rows;
    }
}
