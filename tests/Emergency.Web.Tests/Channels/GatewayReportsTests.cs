using System.Text;
using Emergency.Storage.Ledger;
using Emergency.Web.Channels;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Web.Tests.Channels;

public sealed class GatewayReportsTests
{
    private static readonly Config Pinned = Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20190111UL, 1UL);

    private static readonly SmsReports Json = Mapping(form: false, "data.reports");
    private static readonly SmsReports Form = Mapping(form: true, "");

    [Fact]
    public void A_list_in_JSON_gives_its_final_reports() => Assert.Equal(
        [new GatewayReport("1", true, "DELIVRD"), new GatewayReport("3", false, "UNDELIV")],
        Read(Json, """{"data":{"reports":[{"id":1,"stat":"DELIVRD"},{"id":"2","stat":"ACCEPTD"},{"id":"3","stat":"UNDELIV"}]}}"""));

    [Fact]
    public void One_report_alone_is_read_too() =>
        Assert.Equal([new GatewayReport("1", false, "EXPIRED")], Read(Mapping(form: false, ""), """{"id":"1","stat":"EXPIRED"}"""));

    [Fact]
    public void A_form_is_one_report() =>
        Assert.Equal([new GatewayReport("a b", true, "DELIVRD")], Read(Form, "id=a%20b&stat=DELIVRD&x=1"));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"reports":[{"id":"1"}]}}""")]
    [InlineData("""{"data":{"reports":[{"id":"","stat":"DELIVRD"}]}}""")]
    [InlineData("""{"data":{"reports":[{"id":"\ud800","stat":"DELIVRD"}]}}""")]
    [InlineData("""{"data":{"reports":[{"id":"a\u0000b","stat":"DELIVRD"}]}}""")]
    [InlineData("""{"data":{"reports":[{"id":["1"],"stat":"DELIVRD"}]}}""")]
    public void What_cannot_be_read_is_refused(string body) =>
        Assert.Equal(GatewayReports.Malformed, GatewayReports.Read(Json, Encoding.UTF8.GetBytes(body)).Refusal?.Code);

    [Fact]
    public void No_bytes_whatever_make_the_reader_fail()
    {
        var good = Encoding.UTF8.GetBytes("""{"data":{"reports":[{"id":"1","stat":"DELIVRD"},{"id":"\ud83d\ude00","stat":"UNDELIV"}]}}""");
        var spoilt = from at in Gen.Choose(0, good.Length - 1)
                     from length in Gen.Choose(0, 12)
                     from noise in Gen.ArrayOf(Gen.Elements("{}[]\":,\\u0d8%&=+;a1 "u8.ToArray()))
                     select (byte[])[.. good[..at], .. noise, .. good[Math.Min(good.Length, at + length)..]];
        Check.One(Pinned, Prop.ForAll(spoilt.ToArbitrary(), Reads));
        Check.One(Pinned, Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)).ToArbitrary(), Reads));

        // A value or a refusal; anything thrown fails the law.
        static bool Reads(byte[] bytes) => new[] { Json, Form }.All(m => GatewayReports.Read(m, bytes) is var read && read.Ok == (read.Refusal is null));
    }

    private static IReadOnlyList<GatewayReport> Read(SmsReports mapping, string body) => GatewayReports.Read(mapping, Encoding.UTF8.GetBytes(body)).OrThrow();

    private static SmsReports Mapping(bool form, string items) =>
        new("secret", form, items, "id", "stat", new HashSet<string> { "DELIVRD" }, new HashSet<string> { "UNDELIV", "EXPIRED" }, "OK");
}
