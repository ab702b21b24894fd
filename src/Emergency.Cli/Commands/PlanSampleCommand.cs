using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Cli.Commands;

/// <summary><c>plan sample</c>: a made-up list, or one made from real plants with assumed emissions.</summary>
internal static class PlanSampleCommand
{
    public static Command Create()
    {
        var enterprises = new Option<int>("--enterprises") { Description = "企业数 / number of enterprises", HelpName = "N", DefaultValueFactory = _ => 240 };
        var seed = new Option<int>("--seed") { Description = "随机种子 / seed", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "输出：FILE.xlsx，否则为CSV文件夹 / FILE.xlsx, otherwise a CSV folder", HelpName = "PATH", Required = true };
        var ungraded = new Option<bool>("--ungraded") { Description = "不带绩效等级（2019年7月以前）/ without grades, as before July 2019" };
        var plants = new Option<FileInfo?>("--from-plants") { Description = "真实企业表CSV，排放量按产能假设 / table of real plants, emissions assumed from capacity", HelpName = "FILE" };
        var city = new Option<string>("--city") { Description = "城市（配合--from-plants）/ city, with --from-plants", HelpName = "NAME", DefaultValueFactory = _ => "晋城市" };
        var json = Terminal.JsonOption();
        var command = new Command("sample", "生成示例清单 / make a list to try things with") { enterprises, seed, output, ungraded, plants, city, json };
        command.SetAction(parsed =>
        {
            var list = parsed.GetValue(plants) is { } file
                ? FromPlants(file, parsed.GetRequiredValue(city), parsed.GetValue(seed))
                : MadeUp(parsed.GetValue(enterprises), parsed.GetValue(seed), !parsed.GetValue(ungraded));
            if (!list.Ok)
            {
                return Terminal.Refuse(list.Refusal);
            }

            var path = parsed.GetRequiredValue(output);
            ListExport.Write(list.Value, path);
            var result = new { path, version = list.Value.Version(), enterprises = list.Value.Enterprises.Count, units = list.Value.Units.Count, measures = list.Value.Measures.Count, source = list.Value.Society[0].Source };
            Terminal.WriteJson(parsed.GetValue(json), result);
            Console.WriteLine($"{result.path}：{result.enterprises} 家企业，{result.units} 个生产单元，{result.measures} 项措施，版本 {result.version.Short}");
            Console.WriteLine(result.source);
            return 0;
        });
        return command;
    }

    private static Outcome<EmergencyReductionList> MadeUp(int enterprises, int seed, bool graded) =>
        enterprises >= 1
            ? SampleList.Make(enterprises, seed, graded, options: true)
            : Refusal.Of("PLAN-006", $"企业数应不小于 1，现为 {enterprises}。", $"The number of enterprises must be at least 1, not {enterprises}.", "请用 --enterprises 240。", "Use --enterprises 240.");

    private static Outcome<EmergencyReductionList> FromPlants(FileInfo file, string city, int seed)
    {
        if (!file.Exists)
        {
            return Refusal.Of("LIST-140", $"没有该文件：{file}。", $"There is no such file: {file}.", "请核对路径。", "Check the path.");
        }

        var plants = PlantRow.Read(file.Name, File.ReadAllBytes(file.FullName));
        return plants.Ok ? PlantList.Make(plants.Value!, city, seed) : plants.Refusal;
    }
}
