using System.Text;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;
using Emergency.Testing;

namespace Emergency.Planning.Tests.ReductionList;

public sealed class PlantListTests
{
    private const string Header = "企业名称(中文),name_en,城市,区县,区县代码,行业,状态,规模,规模单位,备注,lon,lat,来源文件\n";

    [Fact]
    public void The_real_plants_of_Jincheng_make_a_list_that_passes_every_check_of_January_2019()
    {
        var rows = PlantRow.Read("plants.csv", File.ReadAllBytes(SharedData.Path("enterprises/known_enterprises_jincheng_yangquan.csv"))).OrThrow();
        var list = PlantList.Make(rows, "晋城市", 1).OrThrow();
        Assert.Empty(ListImport.Read("x", ListExport.ToCsv(list), Rules.ForImport(day: Rules.BeforeGrades)).Problems);
        Assert.Equal(rows.Count(r => r.City == "晋城市" && r.Operating), list.Enterprises.Count);
        Assert.Contains(list.Enterprises, e => e.Name == "山西阳城发电厂");
        var plan = ActivationPlanner.Activate(new(list, WarningLevel.Orange, "140500", Rules.BeforeGrades, [], "p", ChinaTime.At(new DateOnly(2019, 1, 10), 17)), Rules.ForPlans(day: Rules.BeforeGrades)).OrThrow();
        Assert.Contains(plan.Choices, c => c.LaterPhases.Count == 1); // the sinter lines switch after 120 h
    }

    [Fact]
    public void It_says_in_every_measure_and_source_that_the_figures_are_assumed()
    {
        var list = Make("甲电厂,A,晋城市,泽州县,140525,火力发电(燃煤),operating,600,MW,,112.9,35.4,x\n");
        Assert.All(list.Measures, m => Assert.Contains("按产能假设", m.Text, StringComparison.Ordinal));
        Assert.All(list.Society, s => Assert.StartsWith("假设", s.Source, StringComparison.Ordinal));
        Assert.Contains("虚构", list.Enterprises[0].ContactName, StringComparison.Ordinal);
        Assert.Equal(780, list.Units[0].Daily.So2); // 600 MW × 1.3 kg/day
    }

    [Fact]
    public void Plants_of_other_cities_and_plants_not_running_are_left_out()
    {
        var list = Make("甲电厂,A,晋城市,泽州县,140525,火力发电(燃煤),operating,600,MW,,112.9,35.4,x\n,B mine,晋城市,泽州县,140525,煤炭开采,construction,1,百万吨/年,,112.9,35.4,x\n,C mine,阳泉市,郊区,140311,煤炭开采,operating,1,百万吨/年,,113.4,37.8,x\n");
        Assert.Equal("甲电厂", Assert.Single(list.Enterprises).Name);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "PLANT-001")]
    [InlineData(Header + "甲,A,晋城市,泽州县,140525,煤炭开采,operating,很多,百万吨/年,,112.9,35.4,x\n", "PLANT-002")]
    public void A_table_that_cannot_be_read_is_refused(string text, string code) =>
        Assert.Equal(code, PlantRow.Read("p.csv", Encoding.UTF8.GetBytes(text)).Refusal!.Code);

    [Fact]
    public void A_city_without_plants_is_refused() =>
        Assert.Equal("PLANT-003", PlantList.Make(PlantRow.Read("p.csv", Encoding.UTF8.GetBytes(Header)).OrThrow(), "晋城市", 1).Refusal!.Code);

    private static EmergencyReductionList Make(string rows) =>
        PlantList.Make(PlantRow.Read("p.csv", Encoding.UTF8.GetBytes(Header + rows)).OrThrow(), "晋城市", 1).OrThrow();
}
