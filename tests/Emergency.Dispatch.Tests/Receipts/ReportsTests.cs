using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Testing;

namespace Emergency.Dispatch.Tests.Receipts;

public sealed class ReportsTests
{
    private static readonly DateTimeOffset Now = DispatchCity.Start.AddHours(20);

    [Fact]
    public void Every_line_is_reported_once_and_what_is_not_done_is_explained()
    {
        Assert.Null(LineReports.Check([new(1, LineState.Done, Now, ""), new(2, LineState.Partly, null, "缺一条")], 2, Now));
        Assert.Equal(LineReports.DoNotFit, LineReports.Check([new(1, LineState.Done, Now, "")], 2, Now)?.Code);
        Assert.Equal(LineReports.DoNotFit, LineReports.Check([new(1, LineState.Done, Now, ""), new(1, LineState.Done, Now, "")], 2, Now)?.Code);
        Assert.Contains("第2项", LineReports.Check([new(1, LineState.Done, Now, ""), new(2, LineState.Not, null, " ")], 2, Now)!.Sentence.Zh, StringComparison.Ordinal);
        Assert.Equal(LineReports.DoNotFit, LineReports.Check([new(1, LineState.Done, Now.AddMinutes(1), "")], 1, Now)?.Code);
    }

    [Fact]
    public void A_daily_report_is_for_today_while_the_order_is_in_force()
    {
        var standing = new OrderStanding("2018-2019-03-0001-1", DispatchCity.Start, OrderState.InForce);
        Assert.Null(DailyReports.Check(Report(Now), standing, 1, DispatchCity.Deadlines));
        Assert.Equal(DailyReports.WrongDay, DailyReports.Check(Report(Now) with { Day = Now.ToLocalDay().Plus(1) }, standing, 1, DispatchCity.Deadlines)?.Code);
        Assert.Equal(DailyReports.NotOwed, DailyReports.Check(Report(Now) with { Day = Now.ToLocalDay().Plus(-1) }, standing, 1, DispatchCity.Deadlines)?.Code);
        Assert.Equal(DailyReports.NotOwed, DailyReports.Check(Report(Now), standing with { State = OrderState.Lifted }, 1, DispatchCity.Deadlines)?.Code);
        Assert.Equal(DailyReports.NotOwed, DailyReports.Check(Report(DispatchCity.Start.AddHours(-1)), standing, 1, DispatchCity.Deadlines)?.Code);
        Assert.Equal(DailyReports.Incomplete, DailyReports.Check(Report(Now) with { Activity = "" }, standing, 1, DispatchCity.Deadlines)?.Code);
    }

    private static DailyReport Report(DateTimeOffset at) =>
        new("o", 1, at.ToLocalDay(), "k", DispatchCity.Code(1), "厂长", [new(1, LineState.Done, null, "")], "两条窑停产一条，用电正常", "", at);
}
