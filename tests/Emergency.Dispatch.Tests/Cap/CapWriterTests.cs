using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Cap;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Testing;

namespace Emergency.Dispatch.Tests.Cap;

public sealed class CapWriterTests
{
    private static readonly CapIssuer Issuer = new("air@jincheng.example", "晋城市生态环境局", TimeSpan.FromDays(30));
    private static readonly Order Order = OrderDrafter.Draft(DispatchCity.Request(DispatchCity.List(1))).Issue[0];
    private static readonly IssuedOrder[] Chain = [new(Order.Id, DispatchCity.Issued)];
    private static readonly XNamespace Cap = CapNames.Namespace;

    public static TheoryData<string> Bodies =>
    [
        DeliveryDocuments.OrderBody(Order, DispatchCity.Issued),
        DeliveryDocuments.OrderBody(Order with { Revision = 2, EndsAt = DispatchCity.Start.AddDays(3), StartsAt = DispatchCity.Issued.AddHours(-1) }, DispatchCity.Issued, Chain),
        DeliveryDocuments.OrderBody(Order with { EnterpriseName = "甲<&>\"乙\u0001\uFFFE厂" }, DispatchCity.Issued),
        DeliveryDocuments.LiftBody(Order, OrderState.Lifted, DispatchCity.Start, new Text("空气好转", "better air"), earlier: Chain),
        DeliveryDocuments.LiftBody(Order, OrderState.Withdrawn, DispatchCity.Start, new Text("方案 plan:2 不再要求", "plan:2 asks it no longer")),
        CanonicalJson.Write(new { Kind = "reminder", Order.Number, Text = new Text("请尽快签收", "Please acknowledge") }),
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Every_message_obeys_the_schema(string body)
    {
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(SharedData.Domain("CAP-v1.2.xsd"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = null });
        schemas.Add(CapNames.Namespace.NamespaceName, schema);
        var faults = new List<string>();
        XDocument.Parse(Write(body)).Validate(schemas, (_, fault) => faults.Add(fault.Message));
        Assert.Equal([], faults);
    }

    [Fact]
    public void A_first_order_is_a_private_alert_to_its_enterprise()
    {
        var alert = Read(DeliveryDocuments.OrderBody(Order, DispatchCity.Issued));
        Assert.Equal(("Alert", "Private", Order.EnterpriseCode, "Actual", Order.Id), (Text(alert, "msgType"), Text(alert, "scope"), Text(alert, "addresses"), Text(alert, "status"), Text(alert, "identifier")));
        Assert.Null(alert.Element(Cap + "references"));
        var info = alert.Element(Cap + "info")!;
        Assert.Equal(("zh-CN", "Execute", "Severe"), (Text(info, "language"), Text(info, "responseType"), Text(info, "severity")));
        // Until further notice: an expiry all the same, because receivers make one up where none is given.
        Assert.Equal(CapNames.Time(Order.StartsAt.AddDays(30)), Text(info, "expires"));
        Assert.Contains(info.Elements(Cap + "parameter"), p => p.Value == "until-further-noticetrue");
    }

    [Fact]
    public void A_later_revision_is_an_update_that_names_the_whole_chain()
    {
        IssuedOrder[] chain = [.. Chain, new(OrderNumber.Id(Order.ResponseId, Order.EnterpriseCode, 2), DispatchCity.Issued.AddHours(1))];
        var alert = Read(DeliveryDocuments.OrderBody(Order with { Id = OrderNumber.Id(Order.ResponseId, Order.EnterpriseCode, 3), Revision = 3 }, DispatchCity.Issued.AddHours(2), chain));
        Assert.Equal("Update", Text(alert, "msgType"));
        Assert.Equal(
            $"air@jincheng.example,{Order.Id},2019-01-10T10:00:00+08:00 air@jincheng.example,{chain[1].OrderId},2019-01-10T11:00:00+08:00",
            Text(alert, "references"));
    }

    [Fact]
    public void A_lift_is_a_cancel_and_an_all_clear()
    {
        var alert = Read(DeliveryDocuments.LiftBody(Order, OrderState.Lifted, DispatchCity.Start, new Text("空气好转", "better air"), earlier: Chain));
        Assert.Equal(("Cancel", $"air@jincheng.example,{Order.Id},2019-01-10T10:00:00+08:00"), (Text(alert, "msgType"), Text(alert, "references")));
        Assert.Equal(("AllClear", "Past"), (Text(alert.Element(Cap + "info")!, "responseType"), Text(alert.Element(Cap + "info")!, "urgency")));
    }

    [Fact]
    public void Times_come_in_order_even_when_the_start_has_passed()
    {
        var info = Read(DeliveryDocuments.OrderBody(Order with { StartsAt = DispatchCity.Issued.AddHours(-5), EndsAt = DispatchCity.Issued.AddHours(-1) }, DispatchCity.Issued)).Element(Cap + "info")!;
        var times = new[] { "effective", "onset", "expires" }.Select(e => DateTimeOffset.Parse(Text(info, e), System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal("Immediate", Text(info, "urgency"));
    }

    [Fact]
    public void A_repeat_is_the_same_message_byte_for_byte() =>
        Assert.Equal(
            CapWriter.Write(Message(DeliveryDocuments.OrderBody(Order, DispatchCity.Issued)), Issuer, DispatchCity.Issued),
            CapWriter.Write(Message(DeliveryDocuments.OrderBody(Order, DispatchCity.Issued)) with { Attempt = 7 }, Issuer, DispatchCity.Issued.AddDays(1)));

    private static string Write(string body) => CapWriter.Write(Message(body), Issuer, DispatchCity.Issued);

    private static XElement Read(string body) => XDocument.Parse(Write(body)).Root!;

    private static string Text(XElement parent, string name) => parent.Element(Cap + name)!.Value;

    private static DeliveryMessage Message(string body) => new($"{Order.Id}/cap/lift", Order.Id, Order.EnterpriseCode, "cap", DeliveryStage.Lift, "http://p/", body, 1);
}
