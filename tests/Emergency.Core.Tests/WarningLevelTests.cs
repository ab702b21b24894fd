namespace Emergency.Core.Tests;

public sealed class WarningLevelTests
{
    [Fact]
    public void Levels_rise_from_none_to_red() =>
        Assert.Equal([WarningLevel.None, WarningLevel.Blue, WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red], Enum.GetValues<WarningLevel>().Order());

    [Fact]
    public void Every_name_is_read_back_in_Chinese_and_as_identifier() =>
        Assert.All(Enum.GetValues<WarningLevel>(), level =>
        {
            Assert.Equal(level, WarningLevels.Parse(level.Name().Zh));
            Assert.Equal(level, WarningLevels.Parse(level.ToString().ToUpperInvariant()));
        });

    [Theory]
    [InlineData(WarningLevel.Yellow, "Ⅲ级响应")]
    [InlineData(WarningLevel.Orange, "Ⅱ级响应")]
    [InlineData(WarningLevel.Red, "Ⅰ级响应")]
    public void Each_level_has_its_response(WarningLevel level, string response) => Assert.Equal(response, level.Response().Zh);

    [Fact]
    public void Every_grade_is_read_back_from_its_names() =>
        Assert.All(Enum.GetValues<PerformanceGrade>(), grade =>
        {
            Assert.Equal(grade, PerformanceGrades.Parse(grade.Name().Zh));
            Assert.Equal(grade, PerformanceGrades.Parse(grade.Name().En));
            Assert.Equal(grade, PerformanceGrades.Parse(grade.ToString()));
        });

    [Fact]
    public void An_unknown_word_is_neither_level_nor_grade()
    {
        Assert.Null(WarningLevels.Parse("紫色"));
        Assert.Null(PerformanceGrades.Parse("E"));
    }
}
