using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

/// <summary>Training and comparison need libxgboost: without it tests are skipped with the reason, and fail under CI, where tests/run.sh installs it.</summary>
internal static class NeedsXgboost
{
    public static void Here()
    {
        if (!XgboostTrainer.Available)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(XgboostTrainer.HowToInstall.En);
            }

            Assert.Skip(XgboostTrainer.HowToInstall.En);
        }
    }
}
