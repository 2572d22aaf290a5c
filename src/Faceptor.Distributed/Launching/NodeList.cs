namespace Faceptor.Distributed.Launching;

/// <summary>Slurm's short form of many hosts, as in <c>node[03-05,9],login1</c>.</summary>
internal static class NodeList
{
    /// <summary>The first host of a list.</summary>
    /// <param name="list">Hosts, of which some stand in brackets; also with several brackets in a name.</param>
    /// <returns>Its name.</returns>
    public static string First(string list)
    {
        var (first, isInside, isTaken) = (new System.Text.StringBuilder(), false, false);
        foreach (var character in list)
        {
            switch (character)
            {
                case '[':
                    (isInside, isTaken) = (true, false);
                    break;
                case ']':
                    isInside = false;
                    break;
                case ',' when !isInside:
                    return first.ToString();
                case ',' or '-' when isInside:
                    isTaken = true;
                    break;
                default:
                    if (!isInside || !isTaken)
                    {
                        first.Append(character);
                    }

                    break;
            }
        }

        return first.ToString();
    }
}
