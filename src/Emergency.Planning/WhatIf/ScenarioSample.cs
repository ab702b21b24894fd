namespace Emergency.Planning.WhatIf;

/// <summary>A scenarios file to start from.</summary>
public static class ScenarioSample
{
    /// <summary>Its text: a base and four scenarios that fit any made-up list.</summary>
    public const string Text = """
        {
          "about": "情景文件样例：每个情景只写与基准不同之处；字段说明见 docs/what-if.md / only what differs from the base is written",
          "base": { "name": "橙色补足", "level": "orange", "mode": "supplement", "days": 3, "order": "district", "swap": true },
          "scenarios": [
            { "name": "提前一天启动", "shiftDays": -1 },
            { "name": "铸造B级升A", "grades": [{ "industry": "Foundry", "grade": "B", "to": "A" }] },
            {
              "name": "比例提高到25%",
              "targets": { "so2": 0.25, "nox": 0.25, "pm": 0.25, "vocs": 0.25 },
              "shortagePrice": 500
            },
            {
              "name": "建材损失加倍",
              "lossFactors": [{ "industry": "Cement", "factor": 2 }],
              "limits": [{ "grade": "B", "atMost": 0.5 }],
              "baseData": { "society": 1.05, "emissions": [{ "factor": 0.95 }] }
            }
          ]
        }

        """;
}
