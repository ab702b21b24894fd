using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.ReductionList;

/// <summary>Twenty different mistakes in one list give twenty problems: none missing, none twice, none that only follows from another.</summary>
public sealed class TwentyFaultsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exactly_the_twenty_planted_faults_are_reported(bool workbook)
    {
        var list = new EditableList(SampleList.Make(120, 20));
        Assert.Empty(list.Read(Rules.ForImport(), workbook).Problems);
        var planted = Plant(list);
        Assert.Equal(20, planted.Count);
        Assert.Equal(20, planted.Select(p => p.What).Distinct().Count());

        var reading = list.Read(Rules.ForImport(), workbook);

        Assert.Null(reading.List);
        var expected = planted.Select(p => (p.Code, Sheet: workbook ? ListDefinition.Sheet(p.Sheet).Name.Zh : p.Sheet, p.Row, Column: ListDefinition.Sheet(p.Sheet)[p.Column].Name.Zh, p.Value)).Order().ToList();
        Assert.Equal(expected, reading.Problems.Select(p => (p.Code, p.Sheet, p.Row, p.Column, p.Value)).Order());
        Assert.All(reading.Problems, p =>
        {
            Assert.Equal(workbook ? "清单.xlsx" : p.Sheet + ".csv", p.File);
            Assert.True(p.Expected.Zh.Length > 0 && p.Expected.En.Length > 0 && p.Remedy.Zh.Length > 0 && p.Remedy.En.Length > 0);
        });
    }

    private static List<Planted> Plant(EditableList list)
    {
        var planted = new List<Planted>();
        var used = new HashSet<string>();
        void Set(string what, string code, string sheet, int row, string column, string value)
        {
            list[sheet, row, column] = value;
            planted.Add(new(what, code, sheet, row, column, value));
            used.Add(list[sheet, row, sheet == "enterprises" ? "code" : sheet is "units" or "measures" ? "enterprise" : "region"]);
        }

        // Each fault strikes another enterprise, so that none can hide behind another.
        int Enterprise(Func<Func<string, string>, bool> where) => list.Find("enterprises", cell => !used.Contains(cell("code")) && where(cell));
        int Unit(Func<Func<string, string>, bool> where) => list.Find("units", cell => !used.Contains(cell("enterprise")) && where(cell));
        int Measure(Func<Func<string, string>, bool> where) => list.Find("measures", cell => !used.Contains(cell("enterprise")) && where(cell));

        var first = Enterprise(_ => true);
        used.Add(list["enterprises", first, "code"]);
        var wrongCode = list["enterprises", first, "code"][..17] + (list["enterprises", first, "code"][17] == '0' ? '1' : '0');
        Set("check digit", "LIST-108", "enterprises", first, "code", wrongCode);
        Set("required cell empty", "LIST-104", "enterprises", Enterprise(_ => true), "name", "");
        Set("outside the authority", "LIST-124", "enterprises", Enterprise(_ => true), "region", "140321");
        Set("coordinate outside China", "LIST-106", "enterprises", Enterprise(_ => true), "longitude", "11.3");
        Set("unknown grade", "LIST-107", "enterprises", Enterprise(c => c("grade") == "C"), "grade", "E");
        Set("scheme of another industry", "LIST-111", "enterprises", Enterprise(c => c("key_industry") == "Ceramics"), "grade_scheme", "Leading");
        Set("grade not yet valid", "LIST-113", "enterprises", Enterprise(c => c("grade") == "C"), "grade_valid_from", "2030-01-01");
        Set("guarantee below B", "LIST-112", "enterprises", Enterprise(c => c("grade") == "C"), "guarantee", "以量定产");
        Set("phone", "LIST-122", "enterprises", Enterprise(_ => true), "contact_phone", "12345");

        var twice = list.Copy("enterprises", Enterprise(_ => true));
        planted.Add(new("duplicate enterprise", "LIST-109", "enterprises", twice, "code", list["enterprises", twice, "code"]));
        used.Add(list["enterprises", twice, "code"]);

        Set("not a number", "LIST-105", "units", Unit(_ => true), "output_value", "3万");
        Set("share above one", "LIST-106", "units", Unit(_ => true), "lowest_load", "60");

        var orphan = list.Copy("units", Unit(_ => true));
        list["units", orphan, "unit"] = "U9";
        Set("orphan unit", "LIST-110", "units", orphan, "enterprise", SampleList.Code(9_999));

        Set("measure without amount", "LIST-114", "measures", Measure(c => c("effect") == "限产"), "amount", "");
        Set("amount above one", "LIST-106", "measures", Measure(c => c("effect") == "限产" && c("level") == "橙色"), "amount", "50");
        Set("cut above the emission", "LIST-116", "measures", Measure(c => c("effect") == "限产" && c("level") == "黄色"), "cut_pm", "99999");
        Set("stricter level weaker", "LIST-119", "measures", Measure(c => c("effect") == "停产" && c("level") == "红色" && double.Parse(c("cut_pm"), System.Globalization.CultureInfo.InvariantCulture) > 1), "cut_pm", "0");
        var cannot = Measure(c => c("effect") == "最低负荷" && c("level") == "红色");
        Set("stop of a kiln that cannot stop", "LIST-118", "measures", cannot, "effect", "停产");
        Set("half a window", "LIST-117", "measures", Measure(c => c("effect") == "停产"), "from_hour", "8");
        planted[^1] = planted[^1] with { Column = "to_hour", Value = "" };

        Set("society smaller than the list", "LIST-121", "society", 2, "so2", "1");
        return planted;
    }

    private sealed record Planted(string What, string Code, string Sheet, int Row, string Column, string Value);
}
