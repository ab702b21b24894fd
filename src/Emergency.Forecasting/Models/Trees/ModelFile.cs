using System.Runtime.CompilerServices;

namespace Emergency.Forecasting.Models.Trees;

/// <summary>What a file of trees must fulfil; the sentence about what is wrong is only composed when something is, as every node is checked.</summary>
internal static class ModelFile
{
    /// <exception cref="InvalidDataException">It is not <paramref name="right"/>.</exception>
    public static void Check(bool right, [InterpolatedStringHandlerArgument(nameof(right))] ref Sentence wrong)
    {
        if (!right)
        {
            throw new InvalidDataException($"Not a model of boosted trees: {wrong.Text.ToStringAndClear()}.");
        }
    }

    /// <summary>A sentence that is composed only when the check before it failed.</summary>
    [InterpolatedStringHandler]
    public ref struct Sentence
    {
        public DefaultInterpolatedStringHandler Text;

        public Sentence(int literalLength, int formattedCount, bool right, out bool needed)
        {
            needed = !right;
            Text = needed ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string text) => Text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => Text.AppendFormatted(value);
    }
}
