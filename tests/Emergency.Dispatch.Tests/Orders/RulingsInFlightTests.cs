using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Testing.DispatchCity;

namespace Emergency.Dispatch.Tests.Orders;

/// <summary>Enterprises exempted, added and given back among changes of level, extensions, suspensions and lifts: everybody ends on the last word, and nobody else is written to.</summary>
public sealed class RulingsInFlightTests
{
    private const int Plants = 4;

    [Fact]
    public void Every_enterprise_ends_on_the_last_word_whatever_order_the_messages_arrive_in() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var city = new Running();
                for (var step = 0; step < random.Next(2, 16); step++)
                {
                    city.Change(random);
                }

                return city.Orders.Arrive(random, Plants).All(r => Measures(r.Value) == city.Expected(r.Key));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_ruling_writes_to_nobody_but_the_enterprise_it_is_about() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var city = new Running();
                for (var step = 0; step < 12; step++)
                {
                    var before = city.Orders.Sent.Count;
                    if (city.Change(random) is { } about && city.Orders.Sent.Skip(before).Any(s => s.Code != about))
                    {
                        return false;
                    }
                }

                return true;
            }).QuickCheckThrowOnFailure();

    private static string Measures(Order? order) => order is null ? "" : $"{order.Level} {order.EndsAt} {string.Join(';', order.Lines.Select(l => $"{l.UnitId} {l.MeasureText}").Order(StringComparer.Ordinal))}";

    /// <summary>A response that runs, kept the way the desks keep it: plans of a new level made anew, rulings brought into the plan in force.</summary>
    private sealed class Running
    {
        private static readonly EmergencyReductionList Made = List(Plants) is var list ? list with
        {
            Measures = [.. Enumerable.Range(1, Plants - 1).SelectMany(n => new[] { Stop(n, "D1", ListLevel.Orange), Stop(n, "D1", ListLevel.Red), Stop(n, "K1", ListLevel.Red) })],
            Society = [new SocietyEmission(Region, 2018, new Emissions(100, 400, 80, 20), "假定值")],
        } : throw new InvalidOperationException();

        private static readonly ActivationRules Rules = ActivationRules.InForce(ShippedRules.Library, Region, Start.ToLocalDay()).OrThrow();

        private readonly List<Ruling> rulings = [];
        private Warnings.Responses.Response response = Response(endsAt: Start.AddDays(3));
        private Plan plan;
        private DateTimeOffset now = Issued;
        private bool suspended;
        private bool lifted;
        private int made;

        public Running()
        {
            plan = Activate();
            Issue();
        }

        public OrdersInFlight Orders { get; } = new();

        /// <summary>What an enterprise should hold: the level's own plan under the rulings, as if there had never been another.</summary>
        public string Expected(string code)
        {
            var choices = suspended || lifted ? [] : Activate().Choices.Where(c => c.Binding && c.EnterpriseCode == code).ToList();
            return choices.Count == 0 ? "" : $"{response.Level} {response.EndsAt} {string.Join(';', choices.Select(c => $"{c.UnitId} {c.MeasureText}").Order(StringComparer.Ordinal))}";
        }

        /// <summary>One random change; the enterprise a ruling was about, null for other changes.</summary>
        public string? Change(Random random)
        {
            if (lifted)
            {
                return null;
            }

            now = now.AddMinutes(random.Next(1, 600));
            switch (random.Next(12))
            {
                case 0 when !suspended:
                    response = response with { Level = response.Level == WarningLevel.Red ? WarningLevel.Orange : WarningLevel.Red };
                    plan = Activate();
                    Issue();
                    return null;
                case 1 when !suspended:
                    response = response with { EndsAt = response.EndsAt!.Value.AddHours(random.Next(1, 12)) };
                    Issue();
                    return null;
                case 2 when !suspended:
                    Orders.EndAll(now, suspend: true);
                    suspended = true;
                    return null;
                case 3 or 4 when suspended:
                    suspended = false;
                    Issue();
                    return null;
                case 5 when random.Next(6) == 0:
                    Orders.EndAll(now, suspend: false);
                    lifted = true;
                    return null;
                default:
                    return Rule(random);
            }
        }

        private string? Rule(Random random)
        {
            var code = Code(random.Next(1, Plants + 1));
            var held = rulings.FirstOrDefault(r => r.EnterpriseCode == code);
            if (held is not null)
            {
                rulings.Remove(held);
            }
            else
            {
                var unit = random.Next(2) == 0 ? "" : "K1";
                var draft = random.Next(2) == 0
                    ? new RulingDraft(RulingKind.Exemption, code, unit, "文1号", "理由", null) { GroundCode = "headquarters", MaximumLoad = random.Next(2) == 0 ? null : 0.4m }
                    : new RulingDraft(RulingKind.Addition, code, unit, "文1号", "理由", null) { Effect = EffectKind.OutputLimit, Amount = 0.5m, Text = "限产50%" };
                rulings.Add(RulingDecisions.Decide(draft, response.Id, ++made, Request(), Rules, now).OrThrow());
            }

            plan = RuledPlan.Of(plan, Request(), Rules).OrThrow();
            if (!suspended)
            {
                Issue();
            }

            return code;
        }

        private ActivationRequest Request() => new(Made, response.Level, Region, Start.ToLocalDay(), [], "planner", now) { Rulings = [.. rulings] };

        private Plan Activate() => ActivationPlanner.Activate(Request(), Rules).OrThrow();

        private void Issue() => Orders.Issue(OrderDrafter.Draft(DispatchCity.Request(Made, plan, response, now, [.. Orders.Current])), now);

        private static Measure Stop(int plant, string unit, ListLevel level) =>
            new(Code(plant), unit, level, MeasureOrigin.List, EffectKind.Stop, null, CountingUnit.None, null, null, null, new Emissions(10, 40, 8, 2), 50_000, $"{unit}停产");
    }
}
