using Emergency.Core.Regions;
using Emergency.Testing;

namespace Emergency.Core.Tests.Regions;

public sealed class RegionTableTests
{
    private const string Header = "code,name,name_en,rank,parent\n";

    [Fact]
    public void The_shipped_table_has_no_problem() => Assert.Equal([], RegionTree.Load(ShippedData.RegionsFile).Problems);

    [Fact]
    public void A_byte_order_mark_Windows_line_ends_and_remarks_do_not_matter()
    {
        var read = RegionTree.Read("r.csv", "\uFEFF" + Header.Replace("\n", "\r\n", StringComparison.Ordinal) + "# 说明\r\ncn,中国,China,nation,\r\n\r\n");

        Assert.Equal(["cn"], read.Tree.OrThrow().All.Select(r => r.Code));
    }

    [Theory]
    [InlineData("code,name\ncn,中国,China,nation,\n", "1 ")]
    [InlineData(Header + "cn,中国,China,nation\n", "2 ")]
    [InlineData(Header + "cn,\"中国\",China,nation,\n", "2 ")]
    [InlineData(Header + ",中国,China,nation,\n", "2 code")]
    [InlineData(Header + "cn, 中国,China,nation,\n", "2 name")]
    [InlineData(Header + "cn,中国,,nation,\n", "2 name_en")]
    [InlineData(Header + "cn,中国,China,country,\n", "2 rank")]
    [InlineData(Header + "cn,中国,China,nation,cn\n", "2 parent")]
    [InlineData(Header + "140500,晋城市,Jincheng,city,\n", "2 parent")]
    [InlineData(Header + "140500,晋城市,Jincheng,city,140000\n", "2 parent")]
    [InlineData(Header + "cn,中国,China,nation,\na,甲,A,county,cn\nb,乙,B,city,a\n", "4 parent")]
    [InlineData(Header + "cn,中国,China,nation,\ncn,中国,China,nation,\n", "3 code")]
    public void A_fault_is_named_by_row_and_column(string text, string place)
    {
        var read = RegionTree.Read("r.csv", text);

        Assert.Equal([place], read.Problems.Select(p => $"{p.Row} {p.Column}"));
        Assert.Equal("REGION-003", read.Tree.Refusal!.Code);
    }

    [Fact]
    public void All_faults_are_told_at_once_in_row_order()
    {
        var read = RegionTree.Read("r.csv", Header + "cn,中国,China,nation,\n1,甲,A,city,9\n2,,B,cities,cn\n");

        Assert.Equal(["3 parent 9", "4 name ", "4 rank cities"], read.Problems.Select(p => $"{p.Row} {p.Column} {p.Value}"));
    }

    [Fact]
    public void A_missing_file_is_a_problem() => Assert.Equal("no-such.csv", Assert.Single(RegionTree.Load("no-such.csv").Problems).File);

    [Fact]
    public void A_table_written_to_disk_is_read_back()
    {
        using var folder = new TempFolder();

        Assert.NotNull(RegionTree.Load(folder.Write("regions.csv", Header + "cn,中国,China,nation,\n")).Tree.OrThrow().Find("cn"));
    }
}
