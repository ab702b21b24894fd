namespace Emergency.Core;

/// <summary>
/// Performance grade (绩效分级) of an enterprise. Which of them an industry uses is a matter of the grade scheme in force;
/// leading / non-leading (绩效引领性) is a scheme of its own beside the letters.
/// </summary>
public enum PerformanceGrade
{
    /// <summary>A+, chosen by the ministry (2026 scheme).</summary>
    APlus,

    /// <summary>A.</summary>
    A,

    /// <summary>绩效引领性, treated like A: reductions of its own choice.</summary>
    Leading,

    /// <summary>B.</summary>
    B,

    /// <summary>B-, in some industries.</summary>
    BMinus,

    /// <summary>C.</summary>
    C,

    /// <summary>非引领性, treated like C.</summary>
    NonLeading,

    /// <summary>D, the lowest.</summary>
    D,

    /// <summary>Not graded (industries outside the key list).</summary>
    Ungraded,
}

/// <summary>Names of <see cref="PerformanceGrade"/>.</summary>
public static class PerformanceGrades
{
    /// <summary>As lists write it: A+, A, 引领性, B, B-, C, 非引领性, D, 未评级.</summary>
    public static Text Name(this PerformanceGrade grade) => grade switch
    {
        PerformanceGrade.APlus => new("A+", "A+"),
        PerformanceGrade.A => new("A", "A"),
        PerformanceGrade.Leading => new("引领性", "leading"),
        PerformanceGrade.B => new("B", "B"),
        PerformanceGrade.BMinus => new("B-", "B-"),
        PerformanceGrade.C => new("C", "C"),
        PerformanceGrade.NonLeading => new("非引领性", "non-leading"),
        PerformanceGrade.D => new("D", "D"),
        PerformanceGrade.Ungraded => new("未评级", "ungraded"),
        _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, null),
    };

    /// <summary>Finds a grade by its written name or identifier; null when unknown.</summary>
    public static PerformanceGrade? Parse(string text)
    {
        foreach (var grade in Enum.GetValues<PerformanceGrade>())
        {
            var name = grade.Name();
            if (name.Zh == text || string.Equals(name.En, text, StringComparison.OrdinalIgnoreCase) || string.Equals(grade.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return grade;
            }
        }

        return null;
    }
}
