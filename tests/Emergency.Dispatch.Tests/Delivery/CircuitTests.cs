using Emergency.Dispatch.Delivery;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class CircuitTests
{
    private static readonly CircuitRules Rules = new(3, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
    private static readonly DateTimeOffset Start = new(2019, 1, 10, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Opens_after_failures_in_a_row_and_not_when_one_success_lies_between()
    {
        var circuit = Fail(Circuit.Closed, 2).Note(Rules, answered: true, Start);
        circuit = Fail(circuit, 2);
        Assert.False(circuit.IsOpen);
        Assert.Equal(CircuitAnswer.Pass, circuit.Ask(Rules, Start).Answer);

        circuit = Fail(circuit, 1);

        Assert.True(circuit.IsOpen);
        Assert.Equal((CircuitAnswer.Wait, TimeSpan.FromSeconds(30)), (circuit.Ask(Rules, Start).Answer, circuit.Ask(Rules, Start).Wait));
    }

    [Fact]
    public void One_message_probes_when_the_time_has_come_and_the_others_wait_for_it()
    {
        var open = Fail(Circuit.Closed, 3);
        var later = Start.AddSeconds(30);

        var (probing, first, _) = open.Ask(Rules, later);
        var second = probing.Ask(Rules, later).Answer;

        Assert.Equal((CircuitAnswer.Pass, CircuitAnswer.Wait), (first, second));
        Assert.Equal(Circuit.Closed, probing.Note(Rules, answered: true, later));
        Assert.Equal(CircuitAnswer.Wait, probing.Note(Rules, answered: false, later).Ask(Rules, later.AddSeconds(29)).Answer);
    }

    [Fact]
    public void Beyond_patience_messages_fail_instead_of_waiting_for_ever_and_probes_go_on()
    {
        var circuit = Fail(Circuit.Closed, 3);
        for (var at = Start.AddSeconds(30); at <= Start.AddMinutes(6); at = at.AddSeconds(30))
        {
            var (probing, answer, _) = circuit.Ask(Rules, at);
            Assert.Equal(CircuitAnswer.Pass, answer);
            circuit = probing.Note(Rules, answered: false, at);
            Assert.Equal(at - Start > Rules.Patience ? CircuitAnswer.Fail : CircuitAnswer.Wait, circuit.Ask(Rules, at).Answer);
        }
    }

    [Fact]
    public void Without_a_limit_it_never_opens() =>
        Assert.False(Enumerable.Range(0, 100).Aggregate(Circuit.Closed, (c, _) => c.Note(Rules with { BreakAfter = 0 }, answered: false, Start)).IsOpen);

    private static Circuit Fail(Circuit circuit, int times) => Enumerable.Range(0, times).Aggregate(circuit, (c, _) => c.Note(Rules, answered: false, Start));
}
