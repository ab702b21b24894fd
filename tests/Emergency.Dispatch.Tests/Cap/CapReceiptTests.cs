using System.Text;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Cap;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Dispatch.Tests.Cap;

public sealed class CapReceiptTests
{
    private const string Ack =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>plant-1_7</identifier>
          <sender>plant-1</sender>
          <sent>2019-01-10T10:20:00+08:00</sent>
          <status>Actual</status>
          <msgType>Ack</msgType>
          <scope>Private</scope>
          <addresses>air@jincheng.example</addresses>
          <note>收到</note>
          <references>air@jincheng.example,r:e:1,2019-01-10T10:00:00+08:00</references>
        </alert>
        """;

    private static readonly Config Pinned = Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20190111UL, 1UL);

    [Fact]
    public void An_Ack_names_the_order_it_answers()
    {
        var receipt = Read(Ack).OrThrow();
        Assert.Equal((true, "plant-1_7", "收到"), (receipt.Accepted, receipt.Identifier, receipt.Note));
        Assert.Equal([new CapReference("air@jincheng.example", "r:e:1", new DateTimeOffset(2019, 1, 10, 10, 0, 0, TimeSpan.FromHours(8)))], receipt.References);
    }

    [Theory]
    [InlineData("3-ack.xml", true)]
    [InlineData("6-error.xml", false)]
    public void Published_samples_are_read(string file, bool accepted) =>
        Assert.Equal(accepted, CapReceiptReader.Read(File.ReadAllBytes(SharedData.Domain(Path.Combine("cap-samples", file)))).OrThrow().Accepted);

    [Theory]
    [InlineData("cap:1.2", "cap:1.1", CapReceiptReader.NotCap)]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!DOCTYPE alert [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", CapReceiptReader.NotCap)]
    [InlineData("</alert>", "", CapReceiptReader.NotCap)]
    [InlineData("<identifier>plant-1_7</identifier>", "", CapReceiptReader.BadElement)]
    [InlineData("plant-1_7", "plant 1", CapReceiptReader.BadElement)]
    [InlineData("<sender>plant-1</sender>", "<sender>a</sender><sender>b</sender>", CapReceiptReader.BadElement)]
    [InlineData("2019-01-10T10:20:00+08:00", "2019-01-10T02:20:00Z", CapReceiptReader.BadElement)]
    [InlineData("2019-01-10T10:20:00+08:00", "2019-01-10T10:20:00.5+08:00", CapReceiptReader.BadElement)]
    [InlineData("Private", "Secret", CapReceiptReader.BadElement)]
    [InlineData("<status>Actual", "<status>Real", CapReceiptReader.BadElement)]
    [InlineData("<status>Actual", "<status>Exercise", CapReceiptReader.NotActual)]
    [InlineData(">Ack<", ">Alert<", CapReceiptReader.NotReceipt)]
    [InlineData(">Ack<", ">ack<", CapReceiptReader.BadElement)]
    [InlineData("air@jincheng.example,r:e:1,2019-01-10T10:00:00+08:00", "r:e:1", CapReceiptReader.BadElement)]
    [InlineData("air@jincheng.example,r:e:1,2019-01-10T10:00:00+08:00", "", CapReceiptReader.BadElement)]
    public void What_is_no_receipt_is_refused_with_its_reason(string text, string instead, string code)
    {
        Assert.Contains(text, Ack, StringComparison.Ordinal);
        Assert.Equal(code, Read(Ack.Replace(text, instead, StringComparison.Ordinal)).Refusal?.Code);
    }

    [Fact]
    public void No_bytes_whatever_make_the_reader_fail()
    {
        var good = Encoding.UTF8.GetBytes(Ack);
        var spoilt = from at in Gen.Choose(0, good.Length - 1)
                     from length in Gen.Choose(0, 40)
                     from noise in Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b))
                     select (byte[])[.. good[..at], .. noise, .. good[Math.Min(good.Length, at + length)..]];
        Check.One(Pinned, Prop.ForAll(spoilt.ToArbitrary(), Reads));
        Check.One(Pinned, Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)).ToArbitrary(), Reads));

        // A value or a refusal; anything thrown fails the law.
        static bool Reads(byte[] bytes) => CapReceiptReader.Read(bytes) is var read && read.Ok == (read.Refusal is null);
    }

    private static Outcome<CapReceipt> Read(string text) => CapReceiptReader.Read(Encoding.UTF8.GetBytes(text));
}
