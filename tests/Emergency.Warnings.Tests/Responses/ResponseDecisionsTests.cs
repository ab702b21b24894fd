using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Testing;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Emergency.Warnings.Tests.Advice;

namespace Emergency.Warnings.Tests.Responses;

public class ResponseDecisionsTests
{
    private static readonly DateTimeOffset Start = ChinaTime.At(new DateOnly(2019, 1, 3), 12);
    private static readonly ResponseGround Order = new ResponseGround.OrderFromAbove("山西省重污染天气应急指挥部办公室", "2019年第1号调度令");

    /// <summary>The city of 晋城, and a county of its own: the shipped table need not hold every county.</summary>
    private static readonly RegionTree Regions = new(
    [
        new Region("cn", "全国", "China", RegionRank.Nation, null),
        new Region("140000", "山西省", "Shanxi", RegionRank.Province, "cn"),
        new Region("140500", "晋城市", "Jincheng", RegionRank.City, "140000"),
        new Region("140525", "泽州县", "Zezhou", RegionRank.County, "140500"),
        new Region("140525100", "南村镇", "Nancun", RegionRank.Township, "140525"),
    ]);

    public static Response InState(ResponseState state) => new(
        "140500-2018-2019-03", "2018-2019-03", "140500", WarningLevel.Orange, state, Start, Start.AddDays(3), null, null, new Text("测试", "test"), "值班员", "指挥部", 4);

    public static Outcome<Response> Apply(Response response, ResponseEvent occurrence) => occurrence switch
    {
        ResponseEvent.Approve => ResponseDecisions.Approve(response, At(Start.AddHours(-2))),
        ResponseEvent.TakeEffect => ResponseDecisions.TakeEffect(response, At(Start)),
        ResponseEvent.ChangeLevel => ResponseDecisions.ChangeLevel(response, At(Start.AddHours(5)), WarningLevel.Red, Order),
        ResponseEvent.Extend => ResponseDecisions.Extend(response, At(Start.AddHours(5)), Start.AddDays(5), Order),
        ResponseEvent.Suspend => ResponseDecisions.Suspend(response, At(Start.AddHours(5)), Notice),
        ResponseEvent.Resume => ResponseDecisions.Resume(response, At(Start.AddHours(9)), Notice),
        ResponseEvent.Lift => ResponseDecisions.Lift(response, At(Start.AddHours(50)), Order),
        ResponseEvent.Withdraw => ResponseDecisions.Withdraw(response, At(Start.AddHours(-1)), Notice),
        _ => throw new ArgumentOutOfRangeException(nameof(occurrence), occurrence, null),
    };

    [Fact]
    public void A_response_runs_from_proposal_to_lift_and_counts_its_versions()
    {
        var response = Propose().OrThrow();
        Assert.Equal(("2018-2019-01", "140500-2018-2019-01", ResponseState.Proposed, 1), (response.Number, response.Id, response.State, response.Version));
        response = ResponseDecisions.Approve(response, new("张主任", Start.AddHours(-1), 1)).OrThrow();
        Assert.Equal("张主任", response.ApprovedBy);
        response = ResponseDecisions.TakeEffect(response, new("system", Start, 2)).OrThrow();
        response = ResponseDecisions.ChangeLevel(response, new("张主任", Start.AddHours(20), 3), WarningLevel.Red, Order).OrThrow();
        Assert.Equal(WarningLevel.Red, response.Level);
        response = ResponseDecisions.Lift(response, new("张主任", Start.AddHours(70), 4), Order).OrThrow();
        Assert.Equal((ResponseState.Lifted, Start.AddHours(70), 5), (response.State, response.LiftedAt!.Value, response.Version));
    }

    [Fact]
    public void Under_the_rule_of_four_eyes_nobody_approves_what_they_proposed()
    {
        var proposed = Propose().OrThrow();
        var own = new ResponseChange(proposed.ProposedBy, Start.AddHours(-1), 1);
        Assert.Equal("RESPONSE-026", ResponseDecisions.Approve(proposed, own, fourEyes: true).Refusal?.Code);
        Assert.Equal("RESPONSE-001", ResponseDecisions.Approve(proposed, own with { ExpectedVersion = 2 }, fourEyes: true).Refusal?.Code);
        Assert.True(ResponseDecisions.Approve(proposed, own).Ok);
        Assert.True(ResponseDecisions.Approve(proposed, own with { By = "张主任" }, fourEyes: true).Ok);
    }

    [Fact]
    public void The_reason_names_the_order_and_states_the_prohibition_once_an_edition_has_it()
    {
        var reason = Propose().OrThrow().Reason;
        Assert.EndsWith("2019年第1号调度令。", reason.Zh, StringComparison.Ordinal);

        Text? On(int year, int month, int day) => ShippedRules.Library.Response("140500", LocalDay.Of(year, month, day)).Value?.Prohibition;
        Assert.Null(On(2024, 1, 22));
        var prohibition = On(2024, 1, 23)!;
        Assert.StartsWith("不得为完成空气质量目标而启动、提高级别或延长响应", prohibition.Zh, StringComparison.Ordinal);
        Assert.EndsWith("。" + prohibition.Zh, ResponseDecisions.Propose(Regions, "140500", WarningLevel.Orange, Start, null, Order, [], "值班员", Start.AddHours(-3), prohibition).OrThrow().Reason.Zh, StringComparison.Ordinal);
        Assert.EndsWith(prohibition.Zh, ResponseDecisions.ChangeLevel(InState(ResponseState.InForce), At(Start.AddHours(5)), WarningLevel.Red, Order, prohibition).OrThrow().Reason.Zh, StringComparison.Ordinal);
        Assert.EndsWith(prohibition.Zh, ResponseDecisions.Extend(InState(ResponseState.InForce), At(Start.AddHours(5)), Start.AddDays(9), Order, prohibition).OrThrow().Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_county_starts_its_own_response_but_may_not_publish()
    {
        var response = Propose(regionCode: "140525").OrThrow();
        Assert.Equal("REGION-002", ResponseDecisions.MayPublish(Regions, response).Refusal?.Code);
        Assert.True(ResponseDecisions.MayPublish(Regions, Propose().OrThrow()).Ok);
    }

    [Fact]
    public void A_township_may_not_start_a_response() =>
        Assert.Equal("REGION-002", Propose(regionCode: "140525100").Refusal?.Code);

    [Fact]
    public void Numbers_count_within_the_season_from_october_and_are_never_used_again()
    {
        Assert.Equal("2018-2019-03", Propose(existing: ["2017-2018-09", "2018-2019-01", "2018-2019-02"]).OrThrow().Number);
        Assert.Equal("2018-2019-08", Propose(existing: ["2018-2019-07"]).OrThrow().Number);
        Assert.Equal("2018-2019", ResponseNumber.SeasonOf(ChinaTime.At(new DateOnly(2018, 10, 1), 0)));
        Assert.Equal("2017-2018", ResponseNumber.SeasonOf(ChinaTime.At(new DateOnly(2018, 9, 30), 23)));
    }

    [Theory]
    [InlineData(WarningLevel.None, 72, "RESPONSE-002")]
    [InlineData(WarningLevel.Orange, 0, "RESPONSE-003")]
    [InlineData(WarningLevel.Orange, -1, "RESPONSE-003")]
    public void Level_and_times_are_checked(WarningLevel level, int hours, string code) =>
        Assert.Equal(code, ResponseDecisions.Propose(Regions, "140500", level, Start, Start.AddHours(hours), Order, [], "值班员", Start.AddHours(-3)).Refusal?.Code);

    [Fact]
    public void A_start_in_the_past_is_refused_but_one_in_the_running_minute_is_not()
    {
        Assert.Equal("RESPONSE-005", Propose(at: Start.AddMinutes(1)).Refusal?.Code);
        Assert.True(Propose(at: Start.AddSeconds(40)).Ok);
    }

    [Fact]
    public void An_order_without_number_and_an_empty_opinion_are_no_ground()
    {
        Assert.Equal("RESPONSE-004", Propose(ground: new ResponseGround.OrderFromAbove("省", " ")).Refusal?.Code);
        Assert.Equal("RESPONSE-004", Propose(ground: new ResponseGround.Consultation("")).Refusal?.Code);
        Assert.True(Propose(ground: new ResponseGround.Consultation("上风向城市浓度快速上升，提前启动")).Ok);
    }

    [Fact]
    public void An_advice_supports_its_own_level_and_region_only()
    {
        var advice = AdviceAir.Advise(AdviceAir.Ahead(AdviceAir.Rules2018, 210, 210, 60));
        var ground = new ResponseGround.OfAdvice("advice:140500:1", advice);
        Assert.Equal(WarningLevel.Yellow, advice.Level);
        Assert.Equal("advice:140500:1", Propose(WarningLevel.Yellow, ground: ground).OrThrow().AdviceId);
        Assert.Equal("RESPONSE-006", Propose(WarningLevel.Orange, ground: ground).Refusal?.Code);
        Assert.Equal("RESPONSE-006", Propose(WarningLevel.Yellow, regionCode: "140525", ground: ground).Refusal?.Code);
    }

    [Fact]
    public void Lifting_needs_a_lift_advice_that_holds_or_an_order_from_above()
    {
        var inForce = InState(ResponseState.InForce);
        Assert.Equal("RESPONSE-025", ResponseDecisions.Lift(inForce, At(Start.AddDays(1)), new ResponseGround.Consultation("已好转")).Refusal?.Code);
        Assert.Equal("RESPONSE-024", ResponseDecisions.Lift(inForce, At(Start.AddDays(1)), LiftGround(60, 260, 260)).Refusal?.Code);
        Assert.Equal(ResponseState.Lifted, ResponseDecisions.Lift(inForce, At(Start.AddDays(1)), LiftGround(60, 60, 60)).OrThrow().State);
        Assert.Equal("RESPONSE-007", ResponseDecisions.Lift(inForce with { RegionCode = "140300" }, At(Start.AddDays(1)), LiftGround(60, 60, 60)).Refusal?.Code);
    }

    [Fact]
    public void A_lift_advice_is_no_ground_to_start_or_prolong()
    {
        Assert.Equal("RESPONSE-008", Propose(ground: LiftGround(60, 60, 60)).Refusal?.Code);
        Assert.Equal("RESPONSE-008", ResponseDecisions.Extend(InState(ResponseState.InForce), At(Start.AddHours(5)), null, LiftGround(60, 60, 60)).Refusal?.Code);
    }

    [Fact]
    public void Taking_effect_waits_for_the_start_and_is_refused_after_the_end()
    {
        var approved = InState(ResponseState.Approved);
        Assert.Equal("RESPONSE-020", ResponseDecisions.TakeEffect(approved, At(Start.AddMinutes(-1))).Refusal?.Code);
        Assert.Equal("RESPONSE-021", ResponseDecisions.TakeEffect(approved, At(Start.AddDays(3))).Refusal?.Code);
        Assert.True(ResponseDecisions.TakeEffect(approved, At(Start)).Ok);
    }

    [Fact]
    public void The_same_level_again_is_refused() =>
        Assert.Equal("RESPONSE-022", ResponseDecisions.ChangeLevel(InState(ResponseState.InForce), At(Start.AddHours(5)), WarningLevel.Orange, Order).Refusal?.Code);

    [Fact]
    public void An_extension_must_be_later_and_may_be_open()
    {
        var inForce = InState(ResponseState.InForce);
        Assert.Equal("RESPONSE-023", ResponseDecisions.Extend(inForce, At(Start.AddHours(5)), Start.AddDays(3), Order).Refusal?.Code);
        Assert.Equal("RESPONSE-023", ResponseDecisions.Extend(inForce with { EndsAt = null }, At(Start.AddHours(5)), Start.AddDays(9), Order).Refusal?.Code);
        Assert.Null(ResponseDecisions.Extend(inForce, At(Start.AddHours(5)), null, Order).OrThrow().EndsAt);
    }

    [Fact]
    public void Whoever_saw_an_older_version_is_refused() =>
        Assert.Equal("RESPONSE-001", ResponseDecisions.Suspend(InState(ResponseState.InForce), new("值班员", Start.AddHours(5), 3), Notice).Refusal?.Code);

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void Nobody_suspends_resumes_or_withdraws_without_a_reason(string reason)
    {
        Assert.Equal("RESPONSE-027", ResponseDecisions.Suspend(InState(ResponseState.InForce), At(Start.AddHours(5)), reason).Refusal?.Code);
        Assert.Equal("RESPONSE-027", ResponseDecisions.Resume(InState(ResponseState.Suspended), At(Start.AddHours(9)), reason).Refusal?.Code);
        Assert.Equal("RESPONSE-027", ResponseDecisions.Withdraw(InState(ResponseState.Approved), At(Start.AddHours(-1)), reason).Refusal?.Code);
    }

    private static string Notice => "晋市气防办函〔2019〕2号";

    private static ResponseChange At(DateTimeOffset at) => new("值班员", at, 4);

    private static Outcome<Response> Propose(
        WarningLevel level = WarningLevel.Orange, string regionCode = "140500", ResponseGround? ground = null, string[]? existing = null, DateTimeOffset? at = null) =>
        ResponseDecisions.Propose(Regions, regionCode, level, Start, Start.AddDays(3), ground ?? Order, existing ?? [], "值班员", at ?? Start.AddHours(-3));

    private static ResponseGround.OfLiftAdvice LiftGround(params double[] ahead) =>
        new("lift:140500:1", LiftAdviser.Advise(AdviceAir.Ahead(AdviceAir.Rules2024, ahead), WarningLevel.Orange).OrThrow());
}
