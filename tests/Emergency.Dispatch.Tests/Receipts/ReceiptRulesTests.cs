using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Testing;

namespace Emergency.Dispatch.Tests.Receipts;

public sealed class ReceiptRulesTests
{
    private static readonly ReceiptTarget Target = new(DispatchCity.Code(1), 1, "N-0001-1", 1, new OrderStanding("N-0001-1", DispatchCity.Start, OrderState.Delivered));

    private static Receipt Receipt(ReceiptKind kind = ReceiptKind.Acknowledge, int revision = 1, string key = "k", int enterprise = 1, string note = "") =>
        new("o1", revision, kind, key, DispatchCity.Code(enterprise), "plant", "portal", note, DispatchCity.Issued);

    [Fact]
    public void Kinds_are_found_by_their_word_and_lead_to_their_event()
    {
        foreach (var kind in Enum.GetValues<ReceiptKind>())
        {
            Assert.Equal(kind, ReceiptRules.Parse(kind.Code()));
            Assert.NotNull(OrderTransitions.Rule(OrderState.Delivered, kind.Event()).To);
        }

        Assert.Null(ReceiptRules.Parse("Acknowledge"));
    }

    [Fact]
    public void A_revision_that_the_order_does_not_have_is_refused_naming_the_one_in_force()
    {
        var refusal = ReceiptRules.Judge(Receipt(revision: 2), Target with { CurrentNumber = "N-0001-3", CurrentRevision = 3 }).Refusal;
        Assert.Equal(ReceiptRules.WrongRevision, refusal?.Code);
        Assert.Contains("N-0001-3（第3版）", refusal!.Sentence.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_enterprise_learns_nothing_about_the_order()
    {
        var refusal = ReceiptRules.Judge(Receipt(enterprise: 2, revision: 9), Target).Refusal;
        Assert.Equal(ReceiptRules.NotYours, refusal?.Code);
        Assert.DoesNotContain("N-0001", refusal!.Sentence.Zh + refusal.Remedy.Zh + refusal.Sentence.En + refusal.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void An_objection_needs_a_reason() =>
        Assert.Equal(ReceiptRules.ReasonMissing, ReceiptRules.Judge(Receipt(ReceiptKind.Object, note: "  "), Target).Refusal?.Code);

    [Fact]
    public void A_key_is_required_and_bounded()
    {
        Assert.Equal(ReceiptRules.BadKey, ReceiptRules.Judge(Receipt(key: ""), Target).Refusal?.Code);
        Assert.Equal(ReceiptRules.BadKey, ReceiptRules.Judge(Receipt(key: new string('k', 129)), Target).Refusal?.Code);
        Assert.True(ReceiptRules.Judge(Receipt(key: new string('k', 128)), Target).Ok);
    }

    [Fact]
    public void An_ended_order_answers_with_its_ending_whatever_revision_the_receipt_names()
    {
        var ended = Target with { Standing = Target.Standing with { State = OrderState.Lifted } };
        Assert.Equal(OrderTransitions.WasLifted, ReceiptRules.Judge(Receipt(revision: 7), ended).Refusal?.Code);
    }
}
